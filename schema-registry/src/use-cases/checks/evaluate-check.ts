import { everyTenant, Refusal, type Transaction } from '@fiscal/kit';
import type { CheckInput, CheckOutcome, CheckWorkflow } from '../../domain/checks/check-workflow.ts';
import { markFindings, markViolations } from '../../domain/checks/fingerprint.ts';
import type { SubgraphSource } from '../../domain/composition/composition.ts';
import type { Fault } from '../../domain/launch.ts';
import type { Violation } from '../../domain/policy/policy.ts';
import type { CheckWork } from '../../store/index.ts';
import type { RunWork } from '../../workers/work.ts';
import type { CheckDownstream } from './check-downstream.ts';
import type { CheckApi } from './check-operations.ts';
import type { CheckService } from './check-service.ts';
import { type CheckState, readCheckState } from './read-check-state.ts';

/** Finds all that there is to find of a proposed change. */
export type EvaluateCheck = (work: CheckWork) => Promise<CheckOutcome>;

/** What the parts of a check are found by. */
type Parts = {
  readonly checkApi: CheckApi;
  readonly checkService: CheckService;
  readonly checkDownstream: CheckDownstream;
};

/** What is found of something that does not compose. */
export function notComposing(errors: readonly Fault[]): CheckOutcome {
  return {
    composition: { errors, modified: false },
    operations: null,
    lint: null,
    violations: null,
    downstream: null,
  };
}

/** Of a graph that is not made of subgraphs nobody asks whether it composes: what is wrong is told as a violation. */
function unreadable(errors: readonly Fault[]): CheckOutcome {
  const violations = errors.map(({ message, locations }): Violation => {
    const at = locations.map(({ line, column }) => `${line}:${column} `).join('');
    return {
      rule: 'INVALID_SCHEMA',
      level: 'ERROR',
      coordinate: null,
      message: `${at}${message}`,
      sourceLocations: [],
    };
  });
  return { ...notComposing(errors), violations: markViolations(violations) };
}

/**
 * Makes what evaluates checks, within `evaluateMs` and their own deadlines.
 * @throws Refusal `VARIANT_NOT_FOUND` when the variant was removed meanwhile, and those of `RunWork` and `FindProtoBreaks`
 */
export function createEvaluateCheck(
  transact: Transaction,
  runWork: RunWork,
  { checkApi, checkService, checkDownstream }: Parts,
  evaluateMs: number,
  now: () => Date,
): EvaluateCheck {
  const lint = async (
    { settings, sources }: CheckState,
    { subgraph }: CheckWorkflow,
    { sdl }: CheckInput,
    base: string | null,
    deadlineMs: () => number,
  ) => {
    const { enabled, rules, allowedTags } = settings.lint;
    if (!enabled) return [];
    const baseSdl = subgraph === null ? base : (sources.find(({ name }) => name === subgraph)?.sdl ?? null);
    const found = await runWork(
      'lintSchema',
      { sdl, baseSdl, rules, ...(allowedTags && { allowedTags }) },
      deadlineMs(),
    );
    return markFindings(found);
  };
  return async ({ workflow, input }) => {
    const { graphId, subgraph, deadlineAt, variant } = workflow;
    const endsAt = Math.min(deadlineAt.getTime(), now().getTime() + evaluateMs);
    const deadlineMs = () => Math.max(endsAt - now().getTime(), 1);
    const current = await transact(everyTenant, (db) => readCheckState(db, { graphId, variant }));
    if (!current) throw new Refusal('not_found', 'VARIANT_NOT_FOUND', `${graphId}@${variant} was removed meanwhile`);
    const state = { ...current, sources: placeBeside(current.sources, input.beside ?? []) };
    const built = await build(runWork, state, workflow, input, deadlineMs());
    if ('errors' in built) return subgraph === null ? unreadable(built.errors) : notComposing(built.errors);
    const { supergraphSdl, apiSdl } = built;
    const { base, settings } = state;
    const ref = { graphId, variant: base.variant.name };
    const api = { ref, from: base.apiSdl, to: apiSdl, settings, config: input.config };
    const [operations, findings, violations, downstream] = await Promise.all([
      checkApi(api, deadlineMs),
      lint(state, workflow, input, base.apiSdl, deadlineMs),
      subgraph === null ? [] : checkService(state, { workflow, input, subgraph }, apiSdl, deadlineMs),
      supergraphSdl === null ? [] : checkDownstream(state, supergraphSdl, input.config, deadlineMs),
    ]);
    const modified = supergraphSdl === null ? apiSdl !== state.apiSdl : supergraphSdl !== state.supergraphSdl;
    return {
      composition: { errors: [], modified },
      operations,
      lint: findings,
      violations: markViolations(violations),
      downstream,
    };
  };
}

/** The subgraphs as they are when others ship at once; without an address, one keeps what it has. */
function placeBeside(sources: readonly SubgraphSource[], beside: readonly SubgraphSource[]): readonly SubgraphSource[] {
  const others = beside.map((each) => {
    const before = sources.find(({ name }) => name === each.name);
    return { ...each, url: each.url || (before?.url ?? '') };
  });
  return [...sources.filter(({ name }) => !beside.some((each) => each.name === name)), ...others];
}

type Built = { readonly supergraphSdl: string | null; readonly apiSdl: string } | { readonly errors: readonly Fault[] };

async function build(
  runWork: RunWork,
  { sources }: CheckState,
  { subgraph }: CheckWorkflow,
  { sdl, url }: CheckInput,
  deadlineMs: number,
): Promise<Built> {
  if (subgraph === null) {
    const read = await runWork('readMonolith', { sdl, previous: null }, deadlineMs);
    return 'errors' in read ? read : { supergraphSdl: null, apiSdl: read.apiSdl };
  }
  const before = sources.find(({ name }) => name === subgraph);
  const proposed = { name: subgraph, url: url ?? before?.url ?? '', sdl };
  return runWork('compose', [...sources.filter(({ name }) => name !== subgraph), proposed], deadlineMs);
}
