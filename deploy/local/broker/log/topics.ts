import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LogHost, openPartitionLog, type PartitionLog, type Retention } from './partition-log.ts';
import { retentionOf, type TopicSettings, topicSettings } from './topic-settings.ts';

export type Topics = {
  readonly names: () => readonly string[];
  readonly partitionCount: (topic: string) => number;
  readonly totalPartitions: () => number;
  readonly partition: (topic: string, partition: number) => PartitionLog | undefined;
  /** The caller has checked the name and that there is no such topic yet. */
  readonly create: (topic: string, settings: TopicSettings) => void;
  /** Deletes the topic and its records for good; false when there is none. */
  readonly remove: (topic: string) => boolean;
  readonly retain: (fallback: Retention, nowMs: number) => void;
  readonly close: () => void;
};

type Topic = { readonly settings: TopicSettings; readonly logs: readonly PartitionLog[] };

const settingsFile = 'topic.json';
/** Begins the name of a folder that is not yet, or no longer, a topic: no topic name has this character. */
const unfinished = '~';

/** Opens every topic under a folder. A topic appears and disappears by one rename, so a crash leaves no half of one. */
export function openTopics(dir: string, host: LogHost): Topics {
  mkdirSync(dir, { recursive: true });
  const topics = new Map<string, Topic>();
  for (const name of readdirSync(dir)) {
    if (name.startsWith(unfinished)) rmSync(join(dir, name), { recursive: true });
    else topics.set(name, openTopic(join(dir, name), host));
  }
  return {
    names: () => [...topics.keys()],
    partitionCount: (topic) => topics.get(topic)?.logs.length ?? 0,
    totalPartitions: () => [...topics.values()].reduce((total, { logs }) => total + logs.length, 0),
    partition: (topic, partition) => topics.get(topic)?.logs[partition],
    create(topic, settings) {
      const draft = join(dir, unfinished + randomUUID());
      mkdirSync(draft);
      writeFileSync(join(draft, settingsFile), JSON.stringify(settings), { flush: true });
      renameSync(draft, join(dir, topic));
      topics.set(topic, openTopic(join(dir, topic), host));
    },
    remove(topic) {
      const known = topics.get(topic);
      if (!known) return false;
      topics.delete(topic);
      for (const log of known.logs) log.close();
      const grave = join(dir, unfinished + randomUUID());
      renameSync(join(dir, topic), grave);
      rmSync(grave, { recursive: true });
      return true;
    },
    retain(fallback, nowMs) {
      for (const { settings, logs } of topics.values()) {
        for (const log of logs) log.retain(retentionOf(settings, fallback), nowMs);
      }
    },
    close() {
      for (const { logs } of topics.values()) for (const log of logs) log.close();
    },
  };
}

function openTopic(dir: string, host: LogHost): Topic {
  const path = join(dir, settingsFile);
  if (!existsSync(path)) throw new Error(`${dir} is no topic of this broker: it has no ${settingsFile}`);
  const settings = topicSettings.parse(JSON.parse(readFileSync(path, 'utf8')));
  const logs = Array.from({ length: settings.partitions }, (_, index) => openPartitionLog(join(dir, `${index}`), host));
  return { settings, logs };
}
