import { log } from '@fiscal/kit';
import type { Subscription } from './bus.ts';
import type { Seat } from './seat.ts';
import type { Teller } from './track.ts';

/** The listeners of one organisation, by topic, and what brings its messages. */
export type TenantRoom = {
  readonly subscription: Subscription;
  isEmpty(): boolean;
  /** Counts who is about to hear a topic, so that the room and the topic's tracks stay. */
  expect(topic: string): void;
  /** Lets somebody in who was expected. */
  add(topic: string, seat: Seat): void;
  /** Takes back an expectation, with the seat if there is one. Says whether nobody is left for the topic. */
  remove(topic: string, seat: Seat | undefined): boolean;
  tellerOf(topic: string): Teller;
};

/** Makes an empty room. A listener that throws hurts no other, and one that left hears nothing more. */
export function createTenantRoom(subscription: Subscription): TenantRoom {
  const expected = new Map<string, number>();
  const seats = new Map<string, Set<Seat>>();
  const tell = (topic: string, one: (seat: Seat) => void) => {
    const taken = seats.get(topic);
    for (const seat of [...(taken ?? [])]) {
      if (!taken?.has(seat)) continue;
      try {
        one(seat);
      } catch (error) {
        log.error({ err: error, topic }, 'a listener of live records failed');
      }
    }
  };
  return {
    subscription,
    isEmpty: () => expected.size === 0,
    expect: (topic) => void expected.set(topic, (expected.get(topic) ?? 0) + 1),
    add(topic, seat) {
      seats.set(topic, (seats.get(topic) ?? new Set()).add(seat));
    },
    remove(topic, seat) {
      if (seat) seats.get(topic)?.delete(seat);
      const left = (expected.get(topic) ?? 1) - 1;
      if (left > 0) expected.set(topic, left);
      else expected.delete(topic);
      return left === 0;
    },
    tellerOf: (topic) => ({
      onRecord: (record) => tell(topic, (seat) => seat.onRecord(record)),
      onLost: (lost) => tell(topic, (seat) => seat.onLost(lost)),
      onAnew: (lost) => tell(topic, (seat) => seat.onAnew(lost)),
    }),
  };
}
