import type { Listener } from '../log/feed.ts';
import type { Teller } from './track.ts';

/** One listener of a topic, that is told from some offsets on. */
export type Seat = Teller & {
  /** Up to where it was told everything, when its organisation was told up to there. */
  positions(told: readonly number[]): readonly number[];
};

/** Makes the seat of a listener that came when the topic ended at `from`; what is behind that counts as told. */
export function createSeat(from: readonly number[], listener: Listener): Seat {
  let begins = from;
  const beginOf = (partition: number) => begins[partition] ?? 0;
  return {
    onRecord(record) {
      if (record.offset >= beginOf(record.partition)) listener.onRecord(record);
    },
    onLost(lost) {
      const begin = Math.max(lost.from, beginOf(lost.partition));
      if (begin < lost.to) listener.onLost({ ...lost, from: begin });
    },
    onAnew(lost) {
      begins = begins.map((begin, partition) => (partition === lost.partition ? 0 : begin));
      listener.onLost(lost);
    },
    positions: (told) => told.map((next, partition) => Math.max(next, beginOf(partition))),
  };
}
