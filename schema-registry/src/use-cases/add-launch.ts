import type { Db } from '@fiscal/kit';
import type { Caller } from '../domain/access.ts';
import type { Build, Draft } from '../domain/build.ts';
import type { Launch } from '../domain/launch.ts';
import type { SignLaunch } from '../domain/signing/sign-launch.ts';
import type { Variant } from '../domain/variant.ts';
import { addAudit, addLaunch, nextNumber, saveDocuments, saveLaunched, tellVariantChanged } from '../store/index.ts';

/** Hears of every launch within its transaction, so that what follows from it is stored with it or not at all. */
export type OnLaunch = (db: Db, launch: Launch) => Promise<void>;

/** Stores a launch of a variant that the transaction has locked, and has it served if it is good. */
export type AddLaunch = (db: Db, caller: Caller, variant: Variant, draft: Draft) => Promise<Launch>;

/** Makes what launches are stored with. */
export function createAddLaunch(now: () => Date, newId: () => string, sign: SignLaunch, onLaunch: OnLaunch): AddLaunch {
  return async (db, caller, { graphId, name, currentLaunchId }, draft) => {
    const ref = { graphId, variant: name };
    const { kind, build, ...rest } = draft;
    const id = newId();
    const launch: Launch = {
      ...rest,
      ...(await outcomeOf(db, build)),
      ...ref,
      id,
      number: await nextNumber(db, ref),
      actor: caller.name,
      createdAt: now(),
      signature: 'errors' in build || build.supergraphSdl === null ? null : sign(ref, id, build.supergraphSdl),
    };
    await addLaunch(db, launch);
    const current = launch.status === 'succeeded' ? launch.id : currentLaunchId;
    await saveLaunched(db, ref, { kind, current, latest: launch.id });
    await addAudit(db, auditOf(launch));
    await onLaunch(db, launch);
    await tellVariantChanged(db, ref);
    return launch;
  };
}

/** Of what is wrong or worth a hint, more than that helps nobody. */
const mostKept = 500;

async function outcomeOf(
  db: Db,
  build: Build,
): Promise<Pick<Launch, 'status' | 'supergraphHash' | 'apiHash' | 'errors' | 'hints'>> {
  if ('errors' in build) {
    return {
      status: 'failed',
      supergraphHash: null,
      apiHash: null,
      errors: build.errors.slice(0, mostKept),
      hints: [],
    };
  }
  const { supergraphSdl, apiSdl, hints } = build;
  const [apiHash = null, supergraphHash = null] = await saveDocuments(
    db,
    supergraphSdl === null ? [apiSdl] : [apiSdl, supergraphSdl],
  );
  return { status: 'succeeded', supergraphHash, apiHash, errors: [], hints: hints.slice(0, mostKept) };
}

function auditOf({ createdAt, actor, cause, graphId, variant, id, number, status }: Launch) {
  return { at: createdAt, actor, action: `launch.${cause}`, graphId, variant, details: { launch: id, number, status } };
}
