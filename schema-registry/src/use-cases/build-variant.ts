import type { Build } from '../domain/build.ts';
import type { SubgraphSource } from '../domain/composition/composition.ts';
import { withSecurityHints } from '../domain/security-features.ts';
import type { Variant } from '../domain/variant.ts';
import type { RunWork } from '../workers/work.ts';

/** What a contract would be. */
export type ContractBuild = { readonly name: string; readonly build: Build };

/** Composes subgraphs, or says why that does not work. */
export type Compose = (sources: readonly SubgraphSource[]) => Promise<Build>;

/** Filters what was built for all contracts of it; none where nothing was built. */
export type BuildContracts = (source: Build, contracts: readonly Variant[]) => Promise<readonly ContractBuild[]>;

/** How long composing or filtering may take. */
const buildMs = 60_000;

/** Makes what composes. Errors: those of `RunWork`. */
export function createCompose(runWork: RunWork): Compose {
  return async (sources) => {
    if (sources.length === 0)
      return { errors: [{ message: 'there is no subgraph', code: 'NO_SUBGRAPHS', locations: [] }] };
    return withSecurityHints(await runWork('compose', sources, buildMs));
  };
}

/** Makes what filters. Errors: those of `RunWork`. */
export function createBuildContracts(runWork: RunWork): BuildContracts {
  return async (source, contracts) => {
    if ('errors' in source || source.supergraphSdl === null) return [];
    const { supergraphSdl } = source;
    const filtered = contracts.map(async ({ name, filter }) =>
      filter
        ? [{ name, build: withSecurityHints(await runWork('filterContract', { supergraphSdl, filter }, buildMs)) }]
        : [],
    );
    return (await Promise.all(filtered)).flat();
  };
}
