import { everyTenant, Refusal, type Transaction } from '@fiscal/kit';
import { type Caller, may } from '../domain/access.ts';
import type { Build } from '../domain/build.ts';
import type { Launch } from '../domain/launch.ts';
import { type GraphRef, printRef } from '../domain/ref.ts';
import { documentsByHash, launchesByIds } from '../store/index.ts';
import type { ChangeVariant } from './change-variant.ts';

/**
 * Has a variant serve what an earlier launch of it, or a launch of another variant of the graph, was of: as a launch of
 * its own, from whose subgraphs the next publish goes on.
 */
export type PromoteLaunch = (caller: Caller, ref: GraphRef, launchId: string) => Promise<Launch>;

/**
 * Makes what promotes and rolls back.
 * @throws Refusal `FORBIDDEN`, `LAUNCH_NOT_FOUND`, `LAUNCH_FAILED`, `LAUNCH_IS_CONTRACT`, `LAUNCH_IS_SERVED`,
 * `VARIANT_IS_CONTRACT`, those of `ChangeVariant`
 */
export function createPromoteLaunch(transact: Transaction, changeVariant: ChangeVariant): PromoteLaunch {
  return async (caller, ref, launchId) => {
    if (!may(caller, 'publish', ref)) {
      throw new Refusal('forbidden', 'FORBIDDEN', `this key may not choose what ${printRef(ref)} serves`);
    }
    const source = await findLaunch(transact, caller, ref, launchId);
    const build = await readBuild(transact, source);
    const { launch } = await changeVariant(caller, ref, async ({ variant, latest }) => {
      if (variant?.kind === 'contract') throw isContract(ref);
      if (latest?.id === source.id) {
        throw new Refusal('conflict', 'LAUNCH_IS_SERVED', `launch ${source.number} is what ${printRef(ref)} serves`);
      }
      const { inputs, compositionVersion, git, id: sourceLaunchId } = source;
      const kind = source.supergraphHash === null ? 'monolith' : 'federated';
      const cause = source.variant === ref.variant ? 'rollback' : 'promotion';
      return { draft: { kind, cause, inputs, compositionVersion, build, git, sourceLaunchId }, documents: [] };
    });
    if (!launch) throw new Error('a promotion always makes a launch');
    return launch;
  };
}

async function findLaunch(transact: Transaction, caller: Caller, ref: GraphRef, launchId: string): Promise<Launch> {
  const [launch] = await transact(everyTenant, (db) => launchesByIds(db, [launchId]));
  const readable = launch && launch.graphId === ref.graphId && may(caller, 'read', launch);
  if (!readable) throw new Refusal('not_found', 'LAUNCH_NOT_FOUND', `graph ${ref.graphId} has no launch ${launchId}`);
  if (launch.status === 'failed') {
    throw new Refusal(
      'conflict',
      'LAUNCH_FAILED',
      `launch ${launch.number} failed: there is nothing of it to be served`,
    );
  }
  // Its subgraphs are those of its source, with all that the contract hides.
  if (launch.cause === 'contract') {
    const message = `launch ${launch.number} is of a contract: promote the launch that it filters`;
    throw new Refusal('conflict', 'LAUNCH_IS_CONTRACT', message);
  }
  return launch;
}

async function readBuild(transact: Transaction, { apiHash, supergraphHash, hints }: Launch): Promise<Build> {
  const hashes = [apiHash, supergraphHash].filter((hash) => hash !== null);
  const texts = await transact(everyTenant, (db) => documentsByHash(db, hashes));
  const textOf = (hash: string | null) => (hash === null ? null : (texts.get(hash) ?? null));
  return { supergraphSdl: textOf(supergraphHash), apiSdl: textOf(apiHash) ?? '', hints };
}

function isContract(ref: GraphRef): Refusal {
  const message = `${printRef(ref)} is a contract: it follows from what its source serves`;
  return new Refusal('conflict', 'VARIANT_IS_CONTRACT', message);
}
