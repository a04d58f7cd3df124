import { everyTenant, type Transaction } from '@fiscal/kit';
import type { FindProtoBreaks } from '../../buf/find-proto-breaks.ts';
import type { CheckInput, CheckWorkflow } from '../../domain/checks/check-workflow.ts';
import { violationsOf } from '../../domain/contracts-of-a-service/contract-violations.ts';
import type { ServiceContracts } from '../../domain/contracts-of-a-service/contracts.ts';
import type { Violation } from '../../domain/policy/policy.ts';
import { proposedContractsOf, serviceContractsOf } from '../../store/index.ts';
import type { RunWork } from '../../workers/work.ts';
import type { CheckState } from './read-check-state.ts';

type Proposal = { readonly workflow: CheckWorkflow; readonly input: CheckInput; readonly subgraph: string };

/** Finds what policies and the other contracts of a service have against a change of it. */
export type CheckService = (
  state: CheckState,
  proposal: Proposal,
  apiSdl: string,
  deadlineMs: () => number,
) => Promise<readonly Violation[]>;

/** Longest that buf may take; it takes a quarter of a second. */
const bufMs = 20_000;

/** Makes what checks a service. Errors: those of `RunWork` and `FindProtoBreaks`. */
export function createCheckService(
  transact: Transaction,
  runWork: RunWork,
  findProtoBreaks: FindProtoBreaks,
): CheckService {
  const readContracts = ({ workflow, input, subgraph }: Proposal) =>
    transact(everyTenant, async (db) => {
      const ref = { graphId: workflow.graphId, variant: workflow.variant, subgraph };
      const commit = workflow.git?.commit;
      const handedIn = commit ? await proposedContractsOf(db, ref, commit) : { protos: null, events: null };
      const { protos, events } = input.contracts;
      const proposed = { protos: protos ?? handedIn.protos, events: events ?? handedIn.events };
      const own = await serviceContractsOf(db, ref);
      // A preview that has published none is held against what its base promises.
      const base = await serviceContractsOf(db, { ...ref, variant: workflow.family });
      return { proposed, published: { protos: own.protos ?? base.protos, events: own.events ?? base.events } };
    });
  const checkContracts = async (
    { proposed, published }: { proposed: ServiceContracts; published: ServiceContracts },
    levels: CheckState['settings']['policies'],
    deadlineMs: () => number,
  ) => {
    const eventBreaks =
      published.events && proposed.events
        ? runWork('compareEvents', { before: published.events, after: proposed.events }, deadlineMs())
        : [];
    const protoBreaks =
      published.protos && proposed.protos
        ? findProtoBreaks(published.protos, proposed.protos, Math.min(bufMs, deadlineMs()))
        : [];
    const [events, protos] = await Promise.all([eventBreaks, protoBreaks]);
    return violationsOf(events, protos, levels);
  };
  return async (state, proposal, apiSdl, deadlineMs) => {
    const { input, subgraph } = proposal;
    const before = state.sources.find(({ name }) => name === subgraph) ?? null;
    const policies = {
      before,
      after: { name: subgraph, sdl: input.sdl },
      others: state.sources.filter(({ name }) => name !== subgraph),
      apiBefore: state.base.apiSdl,
      apiAfter: apiSdl,
      levels: state.settings.policies,
    };
    const [violations, ofContracts] = await Promise.all([
      runWork('evaluatePolicies', policies, deadlineMs()),
      readContracts(proposal).then((contracts) => checkContracts(contracts, state.settings.policies, deadlineMs)),
    ]);
    return [...violations, ...ofContracts];
  };
}
