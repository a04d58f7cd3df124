import type { Positions } from './record.ts';

/** A part of a partition that is yet to be read. */
export type Behind = { readonly topic: string; readonly partition: number; readonly from: number; readonly to: number };

/** Where a reader stands, as it moves. */
export type Standing = {
  /** The first partition that stands before the target. */
  firstBehind(target: Positions): Behind | undefined;
  /** The topics with a partition that stands beyond the target. */
  topicsAhead(target: Positions): readonly string[];
  move(topic: string, partition: number, next: number): void;
  positions(): Positions;
};

/** Begins at the positions; where they say nothing, at the beginning of the log. */
export function createStanding(from: Positions): Standing {
  const offsets = new Map(Object.entries(from).map(([topic, ofTopic]) => [topic, [...ofTopic]]));
  const at = (topic: string, partition: number) => offsets.get(topic)?.[partition] ?? 0;
  return {
    firstBehind(target) {
      for (const [topic, ends] of Object.entries(target)) {
        const partition = ends.findIndex((to, index) => at(topic, index) < to);
        if (partition >= 0) return { topic, partition, from: at(topic, partition), to: ends[partition] ?? 0 };
      }
      return undefined;
    },
    topicsAhead: (target) =>
      Object.entries(target).flatMap(([topic, ends]) =>
        ends.some((to, partition) => at(topic, partition) > to) ? [topic] : [],
      ),
    move(topic, partition, next) {
      const ofTopic = offsets.get(topic) ?? [];
      // A partition before it may not be known yet.
      while (ofTopic.length < partition) ofTopic.push(0);
      ofTopic[partition] = next;
      offsets.set(topic, ofTopic);
    },
    positions: () => Object.fromEntries([...offsets].map(([topic, ofTopic]) => [topic, [...ofTopic]])),
  };
}
