import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

/** A program as one script that needs nothing but Node, and the licences of everything that is in it. */
export type ScriptBundle = { readonly script: string; readonly licences: string };

const packageFolder = /^(.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+)[/\\]/;
const licenceFile = /^(licen[cs]e|notice|copying)/i;

/** Puts a program and all that it imports into one text, its `#!` line first. Takes about a second. */
export async function bundleScript(entry: string): Promise<ScriptBundle> {
  const bundle = await rolldown({ input: entry, platform: 'node', logLevel: 'silent' });
  try {
    // It is kept by a name like `supergraph-v2.14.4`: what has no ending that Node knows is CommonJS. There is no source map,
    // and the bundler does not take the function that it has for one by itself from a test's realm.
    const options = { format: 'cjs', codeSplitting: false, sourcemapIgnoreList: false } as const;
    const { output } = await bundle.generate(options);
    const [{ code, moduleIds }] = output;
    return { script: code, licences: await licencesOf(moduleIds) };
  } finally {
    await bundle.close();
  }
}

async function licencesOf(files: readonly string[]): Promise<string> {
  const folders = new Set(files.flatMap((file) => packageFolder.exec(file)?.[1] ?? []));
  const texts = await Promise.all([...folders].sort().map(licenceOf));
  return texts.flat().join(`\n${'-'.repeat(80)}\n\n`);
}

async function licenceOf(folder: string): Promise<readonly string[]> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const files = (await readdir(folder)).filter((file) => licenceFile.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return [`${name} ${version} (${license})\n\n${texts.join('\n')}`];
}
