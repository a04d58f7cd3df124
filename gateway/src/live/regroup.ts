import { Refusal } from '@fiscal/kit';
import type { Caller, Ready } from '../request.ts';
import type { Groups } from './groups.ts';
import type { Interest } from './interest.ts';
import type { Subscriber } from './open-stream.ts';

/**
 * Has a request prepared by the graph and the claims of now: read, authorised and compiled as if it had come now. Errors:
 * Refusal `GRAPH_CHANGED` when it cannot be run there.
 */
export type PrepareAgain = (request: Ready) => Promise<void>;

/**
 * Makes what takes an open subscription over to another graph or other claims, without losing anything: what comes from
 * then on is decided, filtered and resolved by these. Errors: Refusal `GRAPH_CHANGED`, `FORBIDDEN`.
 */
export function createRegroup(
  groups: Groups,
  readInterest: (request: Ready) => Interest | undefined,
  prepareAgain: PrepareAgain,
  currentGraph: () => Ready['graph'],
) {
  return async (subscriber: Subscriber, caller: Caller): Promise<void> => {
    const before = readInterest(subscriber.request);
    const next: Ready = { ...subscriber.request, caller };
    // While it waits, another graph may become current.
    do await prepareAgain(next);
    while (next.graph !== currentGraph());
    if (!next.executable.asks)
      throw new Refusal('forbidden', 'FORBIDDEN', 'what is subscribed to is not shown any more');
    const interest = readInterest(next);
    if (interest?.binding !== before?.binding || !interest) {
      throw new Refusal('conflict', 'GRAPH_CHANGED', 'the graph has changed: the field listens to something else now');
    }
    subscriber.request = next;
    subscriber.session.move(groups.of(next, interest));
  };
}
