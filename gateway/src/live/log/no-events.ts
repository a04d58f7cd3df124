import { Refusal } from '@fiscal/kit';
import type { Feed } from './feed.ts';
import type { Log } from './log.ts';

/** The feed and the log of a gateway that knows of no events: whoever subscribes is refused, instead of hearing nothing. */
export const noEvents: { readonly feed: Feed; readonly log: Log } = {
  feed: { join: refuse, stop: async () => undefined },
  log: {
    positions: refuse,
    read: () => ({ [Symbol.asyncIterator]: () => ({ next: refuse }) }),
    follow: refuse,
    stop: async () => undefined,
  },
};

function refuse(): Promise<never> {
  return Promise.reject(new Refusal('unavailable', 'EVENTS_UNAVAILABLE', 'events do not flow here'));
}
