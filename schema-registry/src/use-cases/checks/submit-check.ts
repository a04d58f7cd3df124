import { everyTenant, Refusal, type Transaction } from '@fiscal/kit';
import { type Caller, may } from '../../domain/access.ts';
import type { GivenCheckConfig } from '../../domain/checks/check-config.ts';
import type { CheckWorkflow } from '../../domain/checks/check-workflow.ts';
import type { SubgraphSource } from '../../domain/composition/composition.ts';
import { requireFitContracts, type ServiceContracts } from '../../domain/contracts-of-a-service/contracts.ts';
import type { GitContext } from '../../domain/launch.ts';
import { requireFitSdl } from '../../domain/publication.ts';
import { type GraphRef, printRef } from '../../domain/ref.ts';
import { isStorable, isText } from '../../domain/storable.ts';
import type { Variant } from '../../domain/variant.ts';
import { addCheck, countPendingChecks, variantByRef } from '../../store/index.ts';
import { createGate } from '../../workers/gate.ts';
import type { CheckLine } from './check-line.ts';

/** What somebody wants to know of a change. */
export type Submission = {
  /** Null: the schema of a monolith. */
  readonly subgraph: string | null;
  readonly sdl: string;
  readonly url: string | null;
  readonly config: GivenCheckConfig;
  readonly contracts: ServiceContracts;
  /** Other subgraphs as they will be when this one ships, where they ship at once. */
  readonly beside?: readonly SubgraphSource[];
  readonly git: GitContext | null;
};

/** Begins a check and waits a moment for its end; gives its id, whether or not it has ended. */
export type SubmitCheck = (caller: Caller, ref: GraphRef, submission: Submission) => Promise<string>;

/** What submitted checks are bounded by. */
export type CheckBounds = {
  readonly maxSdlBytes: number;
  /** How long a check may take from its submission, waiting for others included. */
  readonly totalMs: number;
  /** How long who submits is kept waiting for the end. */
  readonly waitMs: number;
  /** Checks of one graph that go on at a time: the others' are to find a place as well. */
  readonly mostOfGraph: number;
};

const mostPending = 10_000;
/** When very many come at once, others need connections, too. */
const storedAtOnce = 5;
const longestBranch = 1_000;
/** A process that is gone has its checks taken over after so long. */
export const leaseMs = 15_000;
const subgraphName = /^[a-zA-Z][a-zA-Z0-9_-]{0,63}$/;

/**
 * Makes what takes checks in.
 * @throws Refusal `FORBIDDEN`, `VARIANT_NOT_FOUND`, `VARIANT_KIND`, `SUBGRAPH_NAME_INVALID`, `SDL_TOO_LARGE`,
 * `SDL_UNREADABLE`, `CONFIG_UNREADABLE`,
 * `TOO_MANY_CHECKS`, those of `requireFitContracts`
 */
export function createSubmitCheck(
  transact: Transaction,
  line: CheckLine,
  bounds: CheckBounds,
  now: () => Date,
  newId: () => string,
): SubmitCheck {
  const tooMany = () =>
    new Refusal('limited', 'TOO_MANY_CHECKS', 'too many checks wait already: try again in a minute');
  const gate = createGate(storedAtOnce, mostPending, tooMany);
  return async (caller, ref, submission) => {
    requireAllowed(caller, ref, submission.subgraph);
    requireFit(submission, bounds.maxSdlBytes);
    const { sdl, url, contracts, beside = [] } = submission;
    const config = readable(caller, ref, submission.config);
    const work = await gate(() =>
      transact(everyTenant, async (db) => {
        const variant = requireKind(await variantByRef(db, ref), ref, submission.subgraph);
        const pending = await countPendingChecks(db, ref.graphId, mostPending);
        if (pending.all >= mostPending || pending.ofGraph >= bounds.mostOfGraph) throw tooMany();
        const workflow = begun(newId(), variant, submission, caller, now(), bounds.totalMs);
        const begunHere = line.hasRoom();
        const added = { workflow, input: { sdl, url, config, contracts, beside } };
        await addCheck(db, added, new Date(now().getTime() + (begunHere ? leaseMs : 0)));
        return { ...added, begunHere };
      }),
    );
    const ended = line.ended(work.workflow.id, bounds.waitMs);
    if (work.begunHere) line.begin(work);
    await ended;
    return work.workflow.id;
  };
}

/** Of other variants a check tells only what who asks may read. */
function readable(caller: Caller, { graphId }: GraphRef, config: GivenCheckConfig): GivenCheckConfig {
  const includedVariants = config.includedVariants?.filter((variant) => may(caller, 'read', { graphId, variant }));
  return { ...config, includedVariants: includedVariants ?? null };
}

function begun(
  id: string,
  { graphId, name, baseVariant }: Variant,
  { subgraph, git }: Submission,
  caller: Caller,
  createdAt: Date,
  totalMs: number,
): CheckWorkflow {
  return {
    id,
    graphId,
    variant: name,
    family: baseVariant ?? name,
    subgraph,
    status: 'PENDING',
    branch: git?.branch?.slice(0, longestBranch) ?? '',
    git,
    actor: caller.name,
    createdAt,
    finishedAt: null,
    deadlineAt: new Date(createdAt.getTime() + totalMs),
    heldUntil: null,
    outcome: null,
  };
}

function requireAllowed(caller: Caller, ref: GraphRef, subgraph: string | null): void {
  if (may(caller, 'check', subgraph === null ? ref : { ...ref, subgraph })) return;
  const what = subgraph === null ? printRef(ref) : `subgraph ${subgraph} of ${printRef(ref)}`;
  throw new Refusal('forbidden', 'FORBIDDEN', `this key may not check ${what}`);
}

function requireFit({ subgraph, sdl, contracts, config, beside = [] }: Submission, maxSdlBytes: number): void {
  const names = [...(subgraph === null ? [] : [subgraph]), ...beside.map(({ name }) => name)];
  if (!names.every((name) => subgraphName.test(name))) {
    const message = 'a subgraph name begins with a letter and has at most 64 letters, digits, _ or -';
    throw new Refusal('invalid', 'SUBGRAPH_NAME_INVALID', message);
  }
  for (const text of [sdl, ...beside.map((each) => each.sdl)]) {
    requireFitSdl(text, maxSdlBytes, 'that is proposed');
    if (!isText(text)) throw new Refusal('invalid', 'SDL_UNREADABLE', 'the schema has characters that are no text');
  }
  if (!isStorable([config, beside]))
    throw new Refusal('invalid', 'CONFIG_UNREADABLE', 'the config has characters that are no text');
  requireFitContracts(contracts);
}

function requireKind(variant: Variant | undefined, ref: GraphRef, subgraph: string | null): Variant {
  if (!variant) throw new Refusal('not_found', 'VARIANT_NOT_FOUND', `there is no ${printRef(ref)}`);
  const kind = subgraph === null ? 'monolith' : 'federated';
  if (variant.kind === kind) return variant;
  const what = {
    federated: 'made of subgraphs',
    monolith: 'one schema',
    contract: 'a contract, which follows its source',
  };
  throw new Refusal('invalid', 'VARIANT_KIND', `${printRef(ref)} is ${what[variant.kind]}`);
}
