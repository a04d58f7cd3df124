import { type Db, everyTenant, Refusal, type Transaction } from '@fiscal/kit';
import { type Caller, may } from '../domain/access.ts';
import type { Draft } from '../domain/build.ts';
import type { Launch } from '../domain/launch.ts';
import { type GraphRef, printRef } from '../domain/ref.ts';
import { isAsItWas, type Variant } from '../domain/variant.ts';
import {
  addAudit,
  addGraph,
  addVariant,
  graphById,
  lockVariant,
  renewPreview,
  saveDocuments,
  saveSubgraphs,
} from '../store/index.ts';
import type { AddLaunch } from './add-launch.ts';
import type { BuildContracts, ContractBuild } from './build-variant.ts';
import { readState, type State } from './read-state.ts';
import type { InTurn } from './turns.ts';

/** What is to become of a variant: its next launch, whose inputs are its subgraphs then, and texts that are new. */
export type Step = {
  readonly draft: Draft;
  readonly documents: readonly string[];
  /** What is stored with it or not at all. */
  readonly alongside?: (db: Db) => Promise<void>;
};

/** Decides from a state what is to become of it; undefined where everything stays as it is. */
export type Decide = (state: State) => Promise<Step | undefined>;

/** The launch that was made, or none where nothing changed, and the launches of contracts that followed from it. */
export type Changed = {
  readonly state: State;
  readonly launch: Launch | undefined;
  readonly contracts: readonly Launch[];
};

/** Changes what a variant serves. */
export type ChangeVariant = (caller: Caller, ref: GraphRef, decide: Decide) => Promise<Changed>;

const attempts = 20;

/**
 * Makes what every launch of a variant goes through. What takes long, deciding and filtering contracts, is done before the one
 * transaction in which all is stored; where the variant changed meanwhile, it is decided again.
 * @throws Refusal `VARIANT_NAME_INVALID`; `VARIANT_BUSY` when it changed twenty times meanwhile.
 */
export function createChangeVariant(
  transact: Transaction,
  inTurn: InTurn,
  buildContracts: BuildContracts,
  addLaunch: AddLaunch,
  now: () => Date,
): ChangeVariant {
  const attempt = async (caller: Caller, ref: GraphRef, decide: Decide): Promise<Changed | 'outrun'> => {
    const state = await transact(everyTenant, (db) => readState(db, ref, now()));
    const step = await decide(state);
    if (!step) return { state, launch: undefined, contracts: [] };
    const contracts = await buildContracts(step.draft.build, state.contracts);
    return transact(everyTenant, async (db) => {
      const variant = await lockOrAdd(db, caller, ref, state, now());
      if (!variant) return 'outrun';
      if (state.preview) await renewPreview(db, ref, state.preview.expiresAt);
      await saveDocuments(db, step.documents);
      await saveSubgraphs(db, ref, step.draft.inputs, now());
      await step.alongside?.(db);
      const launch = await addLaunch(db, caller, variant, step.draft);
      return { state, launch, contracts: await addContracts(db, caller, launch, contracts, addLaunch) };
    });
  };
  return (caller, ref, decide) =>
    inTurn(printRef(ref), async () => {
      for (let count = 0; count < attempts; count++) {
        const changed = await attempt(caller, ref, decide);
        if (changed !== 'outrun') return changed;
      }
      throw new Refusal('conflict', 'VARIANT_BUSY', `${printRef(ref)} is changed by too many at once`);
    });
}

/**
 * Locks the variant, unless it is another by now than the state says. Where there is none it is added, with its graph
 * if the caller may have one.
 */
async function lockOrAdd(
  db: Db,
  caller: Caller,
  ref: GraphRef,
  { variant: known, preview }: State,
  at: Date,
): Promise<Variant | undefined> {
  const there = await lockVariant(db, ref);
  if (there || known) return isAsItWas(there, known) ? there : undefined;
  const { graphId, variant: name } = ref;
  if (!(await graphById(db, graphId))) {
    if (!may(caller, 'manage', { graphId })) throw new Refusal('not_found', 'GRAPH_NOT_FOUND', `no graph ${graphId}`);
    await addGraph(db, { id: graphId, title: graphId, createdAt: at });
    const entry = { at, actor: caller.name, action: 'graph.create', graphId, variant: null };
    await addAudit(db, { ...entry, details: { title: graphId } });
  }
  const added = await addVariant(db, { graphId, name, kind: 'federated', createdAt: at, ...preview });
  return added ? lockVariant(db, ref) : undefined;
}

/** The launches of contracts, which are as they were when they were filtered: their source's revision says so. */
async function addContracts(
  db: Db,
  caller: Caller,
  source: Launch,
  builds: readonly ContractBuild[],
  addLaunch: AddLaunch,
): Promise<readonly Launch[]> {
  const launches: Launch[] = [];
  for (const { name, build } of builds) {
    const contract = await lockVariant(db, { graphId: source.graphId, variant: name });
    // It may filter another variant since.
    if (contract?.sourceVariant !== source.variant) continue;
    const { inputs, compositionVersion, git, id: sourceLaunchId } = source;
    const draft = {
      kind: 'contract',
      cause: 'contract',
      inputs,
      compositionVersion,
      build,
      git,
      sourceLaunchId,
    } as const;
    launches.push(await addLaunch(db, caller, contract, draft));
  }
  return launches;
}
