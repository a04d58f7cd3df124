import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { composeSchemaContract, composeServices } from '@theguild/federation-composition';
import fc from 'fast-check';
import { buildASTSchema, Kind, lexicographicSortSchema, parse, printSchema } from 'graphql';
import { parse as parseYaml } from 'yaml';
import { compose } from '../src/domain/composition/compose.ts';
import type { SubgraphSource } from '../src/domain/composition/composition.ts';
import { filterContract } from '../src/domain/contract-variants/filter-contract.ts';
import { federatedGraphs } from './schemas/federated-graphs.ts';
import { randomSubgraphs } from './schemas/random-subgraphs.ts';

const root = join(import.meta.dirname, '../..');
const runs = 30;

/** What clients see by each composer, sorted; undefined where it does not compose. */
function ours(subgraphs: readonly SubgraphSource[]): string | undefined {
  const composed = compose(subgraphs);
  return 'errors' in composed ? undefined : sorted(composed.apiSdl);
}

function theirs(subgraphs: readonly SubgraphSource[]): string | undefined {
  const { publicSdl, errors } = composeServices(
    subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })),
  );
  return errors || !publicSdl ? undefined : sorted(publicSdl);
}

/** Only one of the composers takes what a feature of others brings with it away from clients: `@live` of the house. */
function sorted(sdl: string): string {
  const definitions = parse(sdl).definitions.filter((each) => !('name' in each && each.name?.value.startsWith('live')));
  const schema = buildASTSchema({ kind: Kind.DOCUMENT, definitions }, { assumeValid: true, assumeValidSDL: true });
  return printSchema(lexicographicSortSchema(schema));
}

async function house(): Promise<readonly SubgraphSource[]> {
  const { subgraphs } = parseYaml(await readFile(join(root, 'rover.yaml'), 'utf8'));
  const entries = Object.entries<{ routing_url: string; schema: { file: string } }>(subgraphs);
  return Promise.all(
    entries.map(async ([name, { routing_url: url, schema }]) => ({
      name,
      url,
      sdl: await readFile(join(root, schema.file), 'utf8'),
    })),
  );
}

/** What a contract that leaves out `x` shows clients by each of them. */
function oursOf(subgraphs: readonly SubgraphSource[], hideUnreachableTypes: boolean): string | undefined {
  const composed = compose(subgraphs);
  if ('errors' in composed) return undefined;
  const filter = { include: [], exclude: ['x'], hideUnreachableTypes };
  const contract = filterContract({ supergraphSdl: composed.supergraphSdl, filter });
  return 'errors' in contract ? undefined : sorted(contract.apiSdl);
}

function theirsOf(subgraphs: readonly SubgraphSource[], hideUnreachableTypes: boolean): string | undefined {
  const services = subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) }));
  const filter = { include: new Set<string>(), exclude: new Set(['x']) };
  const { publicSdl, errors } = composeSchemaContract(services, filter, hideUnreachableTypes);
  return errors || !publicSdl ? undefined : sorted(publicSdl);
}

describe('another composer', () => {
  it('shows clients of the house the same', async () => {
    const subgraphs = await house();
    expect(ours(subgraphs)).toBeDefined();
    expect(theirs(subgraphs)).toBe(ours(subgraphs));
  });

  it.each(Object.entries(federatedGraphs))('shows clients the same: %s', (_, schemas) => {
    const subgraphs = schemas.map((sdl, index) => ({ name: `s${index}`, url: '', sdl }));
    expect(ours(subgraphs)).toBeDefined();
    expect(theirs(subgraphs)).toBe(ours(subgraphs));
  });

  it('shows clients the same of any subgraphs, and takes or refuses the same', () => {
    const composing = check((subgraphs) => [ours(subgraphs), theirs(subgraphs)]);
    expect(composing).toBeGreaterThan(runs / 4);
    expect(composing).toBeLessThan(runs);
  });

  it.each([true, false])('shows clients the same of contracts that hide what cannot be reached: %s', (hides) => {
    // Theirs filters what is composed afterwards, which may mend it.
    const composing = check((subgraphs) =>
      ours(subgraphs) ? [oursOf(subgraphs, hides), theirsOf(subgraphs, hides)] : [undefined, undefined],
    );
    expect(composing).toBeGreaterThan(runs / 8);
  });
});

/** Compares what comes of random subgraphs; gives of how many something comes. */
function check(
  pair: (subgraphs: readonly SubgraphSource[]) => readonly [string | undefined, string | undefined],
): number {
  let composing = 0;
  const property = fc.property(randomSubgraphs, (subgraphs) => {
    const [one, other] = pair(subgraphs);
    if (one) composing += 1;
    expect(other).toBe(one);
  });
  // Always the same: what the other composer does wrong is not to be found here by chance.
  fc.assert(property, { numRuns: runs, seed: 21 });
  return composing;
}
