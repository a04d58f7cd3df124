import { everyTenant, Refusal, type Transaction } from '@fiscal/kit';
import { type Caller, may } from '../domain/access.ts';
import type { Fault } from '../domain/launch.ts';
import { publish } from '../domain/publication.ts';
import { type GraphRef, printRef } from '../domain/ref.ts';
import type { Compose } from './build-variant.ts';
import type { PublishSubgraphs } from './publish-subgraphs.ts';
import { readState } from './read-state.ts';

/** What removing a subgraph does, or would do: the faults of what is left, and whether that is served. */
export type SubgraphRemoved = { readonly errors: readonly Fault[]; readonly isServed: boolean };

/** Removes a subgraph. */
export type RemoveSubgraph = (caller: Caller, ref: GraphRef, name: string) => Promise<SubgraphRemoved>;

/** Makes what removes. Errors: those of `PublishSubgraphs`. */
export function createRemoveSubgraph(publishSubgraphs: PublishSubgraphs): RemoveSubgraph {
  return async (caller, ref, name) => {
    const { launch } = await publishSubgraphs(caller, ref, { subgraphs: [], remove: [name] }, null);
    return { errors: launch?.errors ?? [], isServed: launch?.status === 'succeeded' };
  };
}

/** Makes what tells what removing would do. Errors: `FORBIDDEN`, `SUBGRAPH_NOT_FOUND`, those of `RunWork`. */
export function createTryRemoval(transact: Transaction, compose: Compose, now: () => Date): RemoveSubgraph {
  return async (caller, ref, name) => {
    if (!may(caller, 'check', { ...ref, subgraph: name })) {
      throw new Refusal('forbidden', 'FORBIDDEN', `this key may not check subgraph ${name} of ${printRef(ref)}`);
    }
    const { sources } = await transact(everyTenant, (db) => readState(db, ref, now()));
    const build = await compose(publish(sources, { subgraphs: [], remove: [name] }).sources);
    return { errors: 'errors' in build ? build.errors : [], isServed: !('errors' in build) };
  };
}
