import { log } from '@fiscal/kit';
import type { Listener } from './feed.ts';
import type { Batch } from './log.ts';
import type { LiveRecord, Lost } from './record.ts';

/** One who hears of a topic, from these offsets on. */
export type Seat = {
  /** Up to where it was told everything. The array never changes. */
  positions(): readonly number[];
  leave(): void;
};

/** A topic that is followed, and who hears of it. */
export type Channel = {
  positions(): readonly number[];
  /** `from`: where the topic ended when it was asked; what is behind that by now counts as told. */
  join(tenant: string, from: readonly number[], listener: Listener): Seat;
  /** The topic has so many partitions now: the new ones are heard from their beginning, as nothing of them was told. */
  grow(partitions: number): void;
  /** Tells everybody concerned, in the same turn. */
  tell(partition: number, batch: Batch): void;
  size(): number;
};

type Member = { readonly tenant: string; readonly listener: Listener; from: readonly number[] | undefined };

/** Makes a channel that stands at these offsets. */
export function createChannel(begin: readonly number[]): Channel {
  const rooms = new Map<string, Set<Member>>();
  let positions = begin;
  let size = 0;

  const move = (partition: number, next: number) => {
    positions = positions.with(partition, next);
  };

  function tellRecord(record: LiveRecord): void {
    move(record.partition, record.offset + 1);
    for (const member of rooms.get(record.tenant) ?? []) {
      if (record.offset >= startOf(member, record.partition)) guard(() => member.listener.onRecord(record));
    }
  }

  function tellLost(lost: Lost, next: number): void {
    const isAnew = next < (positions[lost.partition] ?? 0);
    move(lost.partition, isAnew ? next : lost.to);
    for (const member of [...rooms.values()].flatMap((room) => [...room])) {
      if (isAnew) member.from = member.from?.with(lost.partition, 0);
      const from = Math.max(lost.from, startOf(member, lost.partition));
      // An empty range is told when the log is another one: nobody knows what the old one held.
      if (from < lost.to || isAnew) guard(() => member.listener.onLost({ ...lost, from: Math.min(from, lost.to) }));
    }
  }

  return {
    positions: () => positions,
    size: () => size,
    join(tenant, from, listener) {
      const member: Member = { tenant, listener, from };
      const room = rooms.get(tenant) ?? new Set();
      rooms.set(tenant, room.add(member));
      size += 1;
      return {
        positions() {
          if (!member.from?.some((offset, partition) => offset > (positions[partition] ?? 0))) {
            member.from = undefined;
            return positions;
          }
          return positions.map((offset, partition) => Math.max(offset, startOf(member, partition)));
        },
        leave() {
          if (!room.delete(member)) return;
          size -= 1;
          if (room.size === 0 && rooms.get(tenant) === room) rooms.delete(tenant);
        },
      };
    },
    grow(partitions) {
      const more = Math.max(partitions - positions.length, 0);
      positions = [...positions, ...Array.from({ length: more }, () => 0)];
    },
    tell(partition, { records, next, lost }) {
      if (lost) tellLost(lost, next);
      for (const record of records) tellRecord(record);
      if (positions[partition] !== next) move(partition, next);
    },
  };
}

function startOf({ from }: Member, partition: number): number {
  return from?.[partition] ?? 0;
}

/** A listener that throws must not take what others are to be told. */
function guard(tell: () => void): void {
  try {
    tell();
  } catch (error) {
    log.error({ err: error }, 'a listener of the feed failed');
  }
}
