import { Refusal } from '../../refusal.ts';
import type { Cluster } from './cluster.ts';
import { persist } from './patience.ts';

/** The offset of each partition, by topic. */
export type Offsets = Readonly<Record<string, readonly number[]>>;
export type Edge = 'low' | 'high';

type Partition = { readonly topic: string; readonly partition: number };
type Listed = {
  readonly responses: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly errorCode: number; readonly offset: string }[];
  }[];
};

const topicAgeMs = 30_000;
const requestMs = 5_000;
const deadlineMs = 5_000;
/** Instead of times: the log's start, and the end of what is committed. */
const timestamps = { low: -2, high: -1 } as const;
const readCommitted = 1;

/**
 * Where each partition of the topics begins or ends now, within 5 s. Errors: Refusal `EVENTS_UNAVAILABLE`,
 * `UNKNOWN_TOPIC` (kind `invalid`).
 */
export async function findOffsets(cluster: Cluster, topics: readonly string[], edge: Edge): Promise<Offsets> {
  const find = async () => {
    await findTopics(cluster, topics);
    const partitions = topics.flatMap((topic) =>
      Array.from({ length: cluster.partitionsOf(topic) ?? 0 }, (_, partition) => ({ topic, partition })),
    );
    const byLeader = Map.groupBy(partitions, ({ topic, partition }) => cluster.leaderOf(topic, partition) ?? -1);
    const found = await Promise.all([...byLeader].map(([leader, led]) => list(cluster, leader, led, edge)));
    return toOffsets(topics, found.flat());
  };
  // Leaders may have changed: the second attempt asks anew who they are.
  let attempts = 0;
  const again = async () => {
    attempts += 1;
    if (attempts > 1) await cluster.refresh(topics);
    return find();
  };
  return persist(again, Date.now() + deadlineMs, undefined);
}

/**
 * Learns of topics that are not known yet, or not for long: they may have got more partitions. Errors: Refusal
 * `UNKNOWN_TOPIC`, or an Error while no broker answers.
 */
export async function findTopics(cluster: Cluster, topics: readonly string[]): Promise<void> {
  const isNew = (topic: string) => cluster.partitionsOf(topic) === undefined;
  const missing = topics.filter((topic) => cluster.ageMsOf(topic) > topicAgeMs);
  if (missing.length === 0) return;
  const unknown = await cluster.refresh(missing);
  if (unknown.length > 0) throw new Refusal('invalid', 'UNKNOWN_TOPIC', 'there is no such topic');
  if (missing.some(isNew)) throw new Error('the broker did not tell of a topic');
}

/** Where one partition begins and ends now. Errors: an Error. */
export async function findEdges(cluster: Cluster, where: Partition): Promise<Readonly<Record<Edge, number>>> {
  const leader = cluster.leaderOf(where.topic, where.partition) ?? -1;
  const [low, high] = await Promise.all([
    list(cluster, leader, [where], 'low'),
    list(cluster, leader, [where], 'high'),
  ]);
  return { low: low[0]?.offset ?? 0, high: high[0]?.offset ?? 0 };
}

async function list(cluster: Cluster, leader: number, partitions: readonly Partition[], edge: Edge) {
  const topics = [...Map.groupBy(partitions, ({ topic }) => topic)].map(([topic, wanted]) => ({
    topic,
    partitions: wanted.map(({ partition }) => ({ partition, timestamp: timestamps[edge] })),
  }));
  const args = { topics, isolationLevel: readCommitted };
  const { responses } = await cluster.request<Listed>(leader, 'ListOffsets', args, requestMs);
  return responses.flatMap(({ topic, partitions: answers }) =>
    answers.map(({ partition, errorCode, offset }) => {
      if (errorCode !== 0) throw new Error(`error ${errorCode} for the offsets of ${topic}/${partition}`);
      return { topic, partition, offset: Number(offset) };
    }),
  );
}

function toOffsets(topics: readonly string[], found: readonly (Partition & { readonly offset: number })[]): Offsets {
  const offsets = Object.fromEntries(topics.map((topic): [string, number[]] => [topic, []]));
  for (const { topic, partition, offset } of found) {
    const ofTopic = offsets[topic];
    if (ofTopic) ofTopic[partition] = offset;
  }
  return offsets;
}
