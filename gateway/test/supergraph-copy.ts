import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const committed = new URL('../../supergraph/supergraph.graphql', import.meta.url);

/** A copy of the house's supergraph that a test may change. */
export type SupergraphCopy = {
  readonly path: string;
  readonly text: string;
  /** Puts another text in its place, at once. */
  replace(text: string): Promise<void>;
  /** The text with these words as the description of its queries. */
  described(words: string): string;
  remove(): Promise<void>;
};

/** Copies the supergraph into a folder of its own. */
export async function copySupergraph(): Promise<SupergraphCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'fiscal-supergraph-'));
  const path = join(folder, 'supergraph.graphql');
  const text = await readFile(committed, 'utf8');
  await writeFile(path, text);
  return {
    path,
    text,
    async replace(next) {
      await writeFile(`${path}.next`, next);
      await rename(`${path}.next`, path);
    },
    described: (words) => text.replace('\ntype Query\n', `\n"""${words}"""\ntype Query\n`),
    remove: () => rm(folder, { recursive: true }),
  };
}
