import { log } from '@fiscal/kit';
import type { Listener } from '../log/feed.ts';
import type { Subscription } from './bus.ts';
import type { Teller } from './track.ts';

/** The listeners of one organisation, by topic, and what brings its messages. */
export type TenantRoom = {
  readonly subscription: Subscription;
  /** How many are in it or about to be. */
  guests(): number;
  expects(topic: string): boolean;
  /** Who is to hear a topic from now on is counted before it does, so that the topic's tracks stay. */
  expect(topic: string): void;
  add(topic: string, listener: Listener): void;
  /** Takes back one expectation, and the listener if it was added. Says whether nobody is left for the topic. */
  remove(topic: string, listener: Listener): boolean;
  tellerOf(topic: string): Teller;
};

/** Makes an empty room. A listener that throws hurts no other, and one that left hears nothing more. */
export function createTenantRoom(subscription: Subscription): TenantRoom {
  const expected = new Map<string, number>();
  const listeners = new Map<string, Set<Listener>>();
  const tell = (topic: string, one: (listener: Listener) => void) => {
    const present = listeners.get(topic);
    for (const listener of [...(present ?? [])]) {
      if (!present?.has(listener)) continue;
      try {
        one(listener);
      } catch (error) {
        log.error({ err: error, topic }, 'a listener of live records failed');
      }
    }
  };
  return {
    subscription,
    guests: () => [...expected.values()].reduce((sum, each) => sum + each, 0),
    expects: (topic) => expected.has(topic),
    expect: (topic) => void expected.set(topic, (expected.get(topic) ?? 0) + 1),
    add(topic, listener) {
      listeners.set(topic, (listeners.get(topic) ?? new Set()).add(listener));
    },
    remove(topic, listener) {
      listeners.get(topic)?.delete(listener);
      const left = (expected.get(topic) ?? 1) - 1;
      if (left > 0) expected.set(topic, left);
      else expected.delete(topic);
      if (left > 0) return false;
      listeners.delete(topic);
      return true;
    },
    tellerOf: (topic) => ({
      onRecord: (record) => tell(topic, (listener) => listener.onRecord(record)),
      onLost: (lost) => tell(topic, (listener) => listener.onLost(lost)),
    }),
  };
}
