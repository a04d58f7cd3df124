import { type Db, everyTenant, Refusal, type Transaction } from '@fiscal/kit';
import { type Caller, may } from '../domain/access.ts';
import type { Build } from '../domain/build.ts';
import type { Fault, Launch } from '../domain/launch.ts';
import { type GraphRef, isVariantName, printRef } from '../domain/ref.ts';
import { withSecurityHints } from '../domain/security-features.ts';
import { isAsItWas, type TagFilter, type Variant } from '../domain/variant.ts';
import {
  addAudit,
  addVariant,
  documentsByHash,
  launchesByIds,
  lockVariant,
  saveContract,
  touchVariant,
  variantByRef,
} from '../store/index.ts';
import type { RunWork } from '../workers/work.ts';
import type { AddLaunch } from './add-launch.ts';
import type { InTurn } from './turns.ts';

/** What a contract is to be. Without a source it keeps the one it has. */
export type ContractConfig = {
  readonly sourceVariant: string | null;
  readonly filter: TagFilter;
  /** Whether it is to be served at once, or from the next launch of its source on. */
  readonly launches: boolean;
};

/** The contract as it is then, with its launch if one was made; or what keeps it from being. */
export type ContractPublished =
  | { readonly contract: Variant; readonly launch: Launch | undefined }
  | { readonly errors: readonly Fault[] };

/** Makes a variant a contract of another one, or changes how it filters. */
export type PublishContract = (caller: Caller, ref: GraphRef, config: ContractConfig) => Promise<ContractPublished>;

/** What a contract starts from, as it is at one time. */
type Start = {
  readonly source: Variant;
  readonly current: Launch | undefined;
  readonly supergraphSdl: string | undefined;
};

const filterMs = 60_000;
const attempts = 20;

/**
 * Makes what publishes contracts.
 * @throws Refusal `FORBIDDEN`, `TAG_INVALID`, `VARIANT_NAME_INVALID`, `SOURCE_VARIANT_MISSING`, `SOURCE_VARIANT_NOT_FOUND`,
 * `SOURCE_VARIANT_UNFIT`, `VARIANT_IS_NO_CONTRACT`, `VARIANT_BUSY`, those of `RunWork`
 */
export function createPublishContract(
  transact: Transaction,
  runWork: RunWork,
  inTurn: InTurn,
  addLaunch: AddLaunch,
  now: () => Date,
): PublishContract {
  const attempt = async (caller: Caller, ref: GraphRef, config: ContractConfig) => {
    const start = await transact(everyTenant, (db) => readStart(db, caller, ref, config));
    const { source, current, supergraphSdl } = start;
    const build: Build | undefined =
      supergraphSdl === undefined
        ? undefined
        : withSecurityHints(await runWork('filterContract', { supergraphSdl, filter: config.filter }, filterMs));
    if (build && 'errors' in build) return build;
    return transact(everyTenant, async (db) => {
      const locked = await lockVariant(db, { ...ref, variant: source.name });
      if (!locked || !isAsItWas(locked, source)) return 'outrun';
      // What is being built of the source begins again, now with this contract.
      await touchVariant(db, { ...ref, variant: source.name });
      const contract = await saveAsContract(db, ref, source.name, config.filter, now());
      const at = now();
      await addAudit(db, { at, actor: caller.name, action: 'contract.publish', ...ref, details: { ...config } });
      const launch =
        build && current && config.launches
          ? await addLaunch(db, caller, contract, draftOf(current, build))
          : undefined;
      return { contract, launch };
    });
  };
  return async (caller, ref, config) => {
    if (!may(caller, 'publish', ref)) {
      throw new Refusal('forbidden', 'FORBIDDEN', `this key may not publish ${printRef(ref)}`);
    }
    requireTags(config.filter);
    if (!isVariantName(ref.variant)) throw new Refusal('invalid', 'VARIANT_NAME_INVALID', 'no variant has such a name');
    const { source } = await transact(everyTenant, (db) => readStart(db, caller, ref, config));
    return inTurn(printRef({ ...ref, variant: source.name }), async () => {
      for (let count = 0; count < attempts; count++) {
        const published = await attempt(caller, ref, config);
        if (published !== 'outrun') return published;
      }
      throw new Refusal('conflict', 'VARIANT_BUSY', `the source of ${printRef(ref)} is changed by too many at once`);
    });
  };
}

const tag = /^[_A-Za-z][_0-9A-Za-z/-]{0,127}$/;
const mostTags = 100;

function requireTags({ include, exclude }: TagFilter): void {
  const wrong = [...include, ...exclude].find((name) => !tag.test(name));
  if (wrong !== undefined) throw new Refusal('invalid', 'TAG_INVALID', `${JSON.stringify(wrong)} is no tag`);
  if (include.length + exclude.length > mostTags) {
    throw new Refusal('limited', 'TAG_INVALID', `a contract is filtered by at most ${mostTags} tags`);
  }
}

async function readStart(db: Db, caller: Caller, ref: GraphRef, { sourceVariant }: ContractConfig): Promise<Start> {
  const before = await variantByRef(db, ref);
  if (before && before.kind !== 'contract') {
    throw new Refusal('conflict', 'VARIANT_IS_NO_CONTRACT', `${printRef(ref)} has a schema of its own`);
  }
  const name = sourceVariant ?? before?.sourceVariant;
  if (!name) throw new Refusal('invalid', 'SOURCE_VARIANT_MISSING', `${printRef(ref)} needs a source variant`);
  if (!isVariantName(name)) throw new Refusal('invalid', 'VARIANT_NAME_INVALID', 'no variant has such a name');
  const source = may(caller, 'read', { ...ref, variant: name })
    ? await variantByRef(db, { ...ref, variant: name })
    : undefined;
  if (!source) throw new Refusal('not_found', 'SOURCE_VARIANT_NOT_FOUND', `there is no ${ref.graphId}@${name}`);
  if (source.kind !== 'federated') {
    throw new Refusal('conflict', 'SOURCE_VARIANT_UNFIT', `${ref.graphId}@${name} is not federated`);
  }
  const [current] = source.currentLaunchId ? await launchesByIds(db, [source.currentLaunchId]) : [];
  const hash = current?.supergraphHash;
  return { source, current, supergraphSdl: hash ? (await documentsByHash(db, [hash])).get(hash) : undefined };
}

async function saveAsContract(
  db: Db,
  ref: GraphRef,
  sourceVariant: string,
  filter: TagFilter,
  createdAt: Date,
): Promise<Variant> {
  const { graphId, variant: name } = ref;
  await addVariant(db, { graphId, name, kind: 'contract', sourceVariant, filter, createdAt });
  const contract = await lockVariant(db, ref);
  if (contract?.kind !== 'contract')
    throw new Refusal('conflict', 'VARIANT_BUSY', `${printRef(ref)} was made meanwhile`);
  await saveContract(db, ref, { sourceVariant, filter });
  return { ...contract, sourceVariant, filter };
}

function draftOf({ inputs, compositionVersion, git, id: sourceLaunchId }: Launch, build: Build) {
  return { kind: 'contract', cause: 'contract', inputs, compositionVersion, build, git, sourceLaunchId } as const;
}
