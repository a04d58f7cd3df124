import type { Consumer } from 'kafkajs';
import { log } from '../log.ts';
import { coalesce } from './coalesce.ts';
import { createOffsetWindow, type OffsetWindow } from './offset-window.ts';

/** The partitions a consumer owns now, a window each. */
export type Assignment = {
  /** The window a batch that begins at `first` belongs to. */
  windowOf(topic: string, partition: number, first: bigint): OffsetWindow;
  /** Commits what has been settled since, as one request; a failure leads to redelivery and nothing worse. */
  commit(): Promise<void>;
};

/**
 * Follows the group's rebalances. A partition that stays keeps its window and goes on where it was: the seek also makes
 * kafkajs call batches stale that it fetched before the rebalance. A partition that went elsewhere is let go.
 */
export function createAssignment(consumer: Consumer): Assignment {
  const windows = new Map<string, OffsetWindow>();

  function follow(memberAssignment: Readonly<Record<string, readonly number[]>>): void {
    for (const [name, window] of windows) {
      if (memberAssignment[window.topic]?.includes(window.partition)) {
        consumer.seek({ topic: window.topic, partition: window.partition, offset: String(window.end()) });
      } else {
        windows.delete(name);
        window.close();
      }
    }
  }

  async function commit(): Promise<void> {
    const due = [...windows.values()].flatMap((window) => {
      const offset = window.uncommitted();
      return offset === undefined ? [] : [{ window, offset }];
    });
    if (due.length === 0) return;
    try {
      await consumer.commitOffsets(
        due.map(({ window: { topic, partition }, offset }) => ({ topic, partition, offset: String(offset) })),
      );
      for (const { window, offset } of due) window.committed(offset);
    } catch (error) {
      log.debug({ err: error }, 'offsets were not committed; what they cover may be delivered again');
    }
  }

  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    try {
      follow(payload.memberAssignment);
    } catch (error) {
      // kafkajs refuses to seek when the consumer is stopped while it joins; it would take an error here for its own.
      log.debug({ err: error }, 'joined too late');
    }
  });

  return {
    windowOf(topic, partition, first) {
      const name = `${topic}/${partition}`;
      const known = windows.get(name);
      if (known && first >= known.end()) return known;
      // Nothing yet, or the log begins anew because the topic was emptied.
      known?.close();
      const window = createOffsetWindow(topic, partition, first);
      windows.set(name, window);
      return window;
    },
    commit: coalesce(commit),
  };
}
