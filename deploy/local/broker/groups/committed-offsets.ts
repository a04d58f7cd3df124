import { type JournalLine, openOffsetsJournal } from './offsets-journal.ts';

type CommittedOffset = { readonly offset: number; readonly metadata: string | null; readonly atMs: number };
type TopicPartition = { readonly topic: string; readonly partition: number };

export type CommittedOffsets = {
  /** Durable (against the death of the process) when it returns. */
  readonly commit: (
    group: string,
    offsets: readonly (TopicPartition & { readonly offset: number; readonly metadata: string | null })[],
  ) => void;
  readonly get: (group: string, topic: string, partition: number) => CommittedOffset | undefined;
  readonly all: (group: string) => readonly (TopicPartition & CommittedOffset)[];
  readonly has: (group: string) => boolean;
  readonly groups: () => readonly string[];
  /** A topic made anew under an old name must not start at the old one's offsets. */
  readonly removeTopic: (topic: string) => void;
  /** Forgets the groups that have no members and committed nothing for the time given. */
  readonly expire: (isActive: (group: string) => boolean, retentionMs: number) => void;
  readonly close: () => void;
};

type GroupOffsets = Map<string, TopicPartition & CommittedOffset>;

/** The committed offsets of all groups: in memory, and in a journal that is rewritten when it has grown by `journalBytes`. */
export function openCommittedOffsets(
  path: string,
  journalBytes: number,
  now: () => number,
  onWrite: (path: string) => void,
): CommittedOffsets {
  const journal = openOffsetsJournal(path, onWrite);
  const groups = new Map<string, GroupOffsets>();
  for (const entry of journal.lines) apply(groups, entry);
  function write(lines: readonly JournalLine[]): void {
    journal.append(lines);
    for (const entry of lines) apply(groups, entry);
    if (journal.grownBytes() > journalBytes) journal.rewrite(toLines(groups));
  }
  return {
    commit(group, offsets) {
      const at = now();
      write(
        offsets.map(({ topic, partition, offset, metadata }) => ({ group, topic, partition, offset, metadata, at })),
      );
    },
    get: (group, topic, partition) => groups.get(group)?.get(keyOf(topic, partition)),
    all: (group) => [...(groups.get(group)?.values() ?? [])],
    has: (group) => groups.has(group),
    groups: () => [...groups.keys()],
    removeTopic: (topic) => write([{ removedTopic: topic }]),
    expire(isActive, retentionMs) {
      const before = groups.size;
      for (const [group, offsets] of groups) {
        const last = Math.max(...[...offsets.values()].map(({ atMs }) => atMs));
        if (!isActive(group) && now() - last > retentionMs) groups.delete(group);
      }
      if (groups.size < before) journal.rewrite(toLines(groups));
    },
    close: journal.close,
  };
}

function keyOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}

function apply(groups: Map<string, GroupOffsets>, entry: JournalLine): void {
  if ('removedTopic' in entry) {
    for (const [group, offsets] of groups) {
      for (const [key, { topic }] of offsets) if (topic === entry.removedTopic) offsets.delete(key);
      if (offsets.size === 0) groups.delete(group);
    }
    return;
  }
  const { group, topic, partition, offset, metadata, at } = entry;
  const offsets: GroupOffsets = groups.get(group) ?? new Map();
  groups.set(group, offsets.set(keyOf(topic, partition), { topic, partition, offset, metadata, atMs: at }));
}

function toLines(groups: ReadonlyMap<string, GroupOffsets>): readonly JournalLine[] {
  return [...groups].flatMap(([group, offsets]) =>
    [...offsets.values()].map(({ atMs, ...rest }) => ({ group, ...rest, at: atMs })),
  );
}
