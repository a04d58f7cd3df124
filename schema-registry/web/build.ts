import { createHash } from 'node:crypto';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const root = import.meta.dirname;
const stampFile = join(root, 'dist/stamp.txt');

/** Builds the page into `dist`, unless that was built from what is here now. Gives whether it did. */
export async function buildPage(): Promise<boolean> {
  const stamp = await stampOfSources();
  if ((await readFile(stampFile, 'utf8').catch(() => '')) === stamp) return false;
  // Only who builds needs it: a registry that is deployed has the page built.
  const [{ build }, { default: react }] = await Promise.all([import('vite'), import('@vitejs/plugin-react')]);
  await build({
    configFile: false,
    root,
    plugins: [react()],
    logLevel: 'warn',
    build: { outDir: 'dist', emptyOutDir: true, chunkSizeWarningLimit: 900 },
  });
  await writeFile(stampFile, stamp);
  return true;
}

async function stampOfSources(): Promise<string> {
  const sources = await Array.fromAsync(glob(['src/**', 'index.html', '*.ts', '../package.json'], { cwd: root }));
  const hash = createHash('sha256');
  for (const file of sources.sort()) {
    // A folder has no text.
    const text = await readFile(join(root, file), 'utf8').catch(() => '');
    hash.update(`${file}\0${text}\0`);
  }
  return hash.digest('hex');
}

if (import.meta.main) await buildPage();
