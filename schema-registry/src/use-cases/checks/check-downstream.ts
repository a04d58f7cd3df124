import type { GivenCheckConfig } from '../../domain/checks/check-config.ts';
import type { DownstreamOutcome } from '../../domain/checks/check-workflow.ts';
import type { RunWork } from '../../workers/work.ts';
import type { CheckApi } from './check-operations.ts';
import type { CheckState, Served } from './read-check-state.ts';

/** Finds what a supergraph that is to be does to the contracts that filter it. */
export type CheckDownstream = (
  state: CheckState,
  supergraphSdl: string,
  config: GivenCheckConfig,
  deadlineMs: () => number,
) => Promise<readonly DownstreamOutcome[]>;

/** Makes what checks contracts: each is filtered, composed and held against the clients it has. Errors: of `RunWork`. */
export function createCheckDownstream(runWork: RunWork, checkApi: CheckApi): CheckDownstream {
  return async (state, supergraphSdl, config, deadlineMs) => {
    const checkOne = async ({ variant, settings, apiSdl }: Served): Promise<DownstreamOutcome[]> => {
      const { graphId, name, filter } = variant;
      if (!filter) return [];
      const blocks = state.settings.downstreamBlocks;
      const composed = await runWork('filterContract', { supergraphSdl, filter }, deadlineMs());
      if ('errors' in composed) return [{ variant: name, errors: composed.errors, changes: [], blocks }];
      const ref = { graphId, variant: name };
      const { changes } = await checkApi({ ref, from: apiSdl, to: composed.apiSdl, settings, config }, deadlineMs);
      return [{ variant: name, errors: [], changes: changes.filter(({ failing }) => failing), blocks }];
    };
    return (await Promise.all(state.contracts.map(checkOne))).flat();
  };
}
