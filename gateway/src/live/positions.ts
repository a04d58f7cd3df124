import type { LiveRecord, Positions } from './log/record.ts';

type Place = Pick<LiveRecord, 'topic' | 'partition' | 'offset'>;

const none: readonly number[] = [];

/** The further of both, partition by partition: what either of two readers has behind it. */
export function furthest(first: Positions, second: Positions): Positions {
  const merged: Record<string, readonly number[]> = { ...first };
  for (const [topic, offsets] of Object.entries(second)) {
    const others = first[topic] ?? none;
    const { length } = others.length > offsets.length ? others : offsets;
    merged[topic] = Array.from({ length }, (_, partition) => Math.max(others[partition] ?? 0, offsets[partition] ?? 0));
  }
  return merged;
}

/** Whether everything that the second has behind it, the first has behind it too. */
export function reaches(first: Positions, second: Positions): boolean {
  return Object.entries(second).every(([topic, offsets]) =>
    offsets.every((offset, partition) => (first[topic]?.[partition] ?? 0) >= offset),
  );
}

/** The same positions but for one partition. A partition that was not known begins at 0, as do those before it. */
export function placedAt(positions: Positions, { topic, partition, offset }: Place): Positions {
  const offsets = [...(positions[topic] ?? none)];
  while (offsets.length <= partition) offsets.push(0);
  offsets[partition] = offset;
  return { ...positions, [topic]: offsets };
}

/** Whether a reader who stands there has the record behind it. */
export function isBehind(positions: Positions, { topic, partition, offset }: Place): boolean {
  return offset < (positions[topic]?.[partition] ?? 0);
}
