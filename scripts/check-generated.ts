import { execFile } from 'node:child_process';
import { glob, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { composeFrom } from '../supergraph/compose.ts';

const root = join(import.meta.dirname, '..');
const generatedFiles = [
  'subgraphs/*/src/*/generated/**/*.ts',
  'subgraphs/*/src/graphql/generated.ts',
  'kit/test/generated/**/*.ts',
  'gateway/router.schema.json',
];
const run = promisify(execFile);

/** Generates everything again beside the project, and names the files that are not as committed. */
async function staleFiles(): Promise<string[]> {
  const fresh = await mkdtemp(join(tmpdir(), 'fiscal-generated-'));
  try {
    await run('buf', ['generate', '--output', fresh], { cwd: root, timeout: 120_000 });
    await run(process.execPath, ['scripts/graphql-types.ts', fresh], { cwd: root, timeout: 120_000 });
    await run(process.execPath, ['scripts/router-schema.ts', fresh], { cwd: root, timeout: 120_000 });
    const files = new Set([...(await filesIn(fresh)), ...(await filesIn(root))]);
    const stale = await Promise.all(
      [...files].map(async (file) => ((await textOf(root, file)) === (await textOf(fresh, file)) ? [] : [file])),
    );
    return stale.flat().sort();
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

async function filesIn(folder: string): Promise<string[]> {
  return Array.fromAsync(glob(generatedFiles, { cwd: folder }));
}

async function textOf(folder: string, file: string): Promise<string | undefined> {
  return readFile(join(folder, file), 'utf8').catch(() => undefined);
}

async function isSupergraphStale(): Promise<boolean> {
  const committed = await readFile(join(root, 'supergraph/supergraph.graphql'), 'utf8');
  return committed !== (await composeFrom(join(root, 'rover.yaml')));
}

const stale = await staleFiles();
for (const file of stale) console.error(`${file} is not what the contracts give: run npm run generate`);
const supergraphIsStale = await isSupergraphStale();
if (supergraphIsStale) console.error('supergraph/supergraph.graphql is not what rover.yaml gives: run npm run compose');
if (stale.length > 0 || supergraphIsStale) process.exitCode = 1;
