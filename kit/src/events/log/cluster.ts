import type { Kafka as KafkaJs } from 'kafkajs';
import { type Address, type ApiName, createOpenNode, type Node } from './node.ts';

/** What is known of the brokers, and connections to them; each is opened when it is needed, and anew when it was lost. */
export type Cluster = {
  /** Asks who leads the topics' partitions. Gives back those that there are not, and forgets them. Errors: an Error while no broker answers. */
  refresh(topics: readonly string[]): Promise<readonly string[]>;
  /** How many partitions the topic has; undefined until a refresh has found it. */
  partitionsOf(topic: string): number | undefined;
  /** How long ago a refresh found the topic. */
  ageMsOf(topic: string): number;
  leaderOf(topic: string, partition: number): number | undefined;
  /** Asks a broker by its id. Errors: an Error within the deadline; the connection is closed then. */
  request<T>(
    nodeId: number,
    api: ApiName,
    args: object,
    timeoutMs: number,
    read?: (bytes: Buffer, version: number) => T,
  ): Promise<T>;
  close(): void;
};

type Metadata = {
  readonly brokers: readonly { readonly nodeId: number; readonly host: string; readonly port: number }[];
  readonly topicMetadata: readonly {
    readonly topicErrorCode: number;
    readonly topic: string;
    readonly partitionMetadata: readonly { readonly partitionId: number; readonly leader: number }[];
  }[];
};

const metadataMs = 5_000;
/** UNKNOWN_TOPIC_OR_PARTITION, INVALID_TOPIC_EXCEPTION */
const unknownCodes: ReadonlySet<number> = new Set([3, 17]);

export function createCluster(kafka: KafkaJs): Cluster {
  const open = createOpenNode(kafka);
  const nodes = new Map<number, Promise<Node>>();
  const addresses = new Map<number, Address>();
  const leaders = new Map<string, readonly number[]>();
  const foundAt = new Map<string, number>();
  const refreshing = new Map<string, Promise<readonly string[]>>();
  let closed = false;

  function drop(nodeId: number, node: Promise<Node>): void {
    if (nodes.get(nodeId) === node) nodes.delete(nodeId);
    node.then(
      ({ close }) => close(),
      () => undefined,
    );
  }

  async function connected(nodeId: number): Promise<{ node: Node; drop: () => void }> {
    if (closed) throw new Error('the reader is closed');
    const known = nodes.get(nodeId);
    const address = addresses.get(nodeId);
    if (!known && !address) throw new Error(`broker ${nodeId} is not known`);
    const opening = known ?? open(address);
    nodes.set(nodeId, opening);
    try {
      const node = await opening;
      if (node.usable() && !closed) return { node, drop: () => drop(nodeId, opening) };
    } catch (error) {
      drop(nodeId, opening);
      throw error;
    }
    drop(nodeId, opening);
    throw new Error('the connection to the broker was lost');
  }

  async function request<T>(nodeId: number, ...rest: Parameters<Node['request']>): Promise<T> {
    const { node, drop: dropIt } = await connected(nodeId);
    try {
      return (await node.request(...rest)) as T; // what `read` makes, or kafkajs's form of the answer
    } catch (error) {
      dropIt();
      throw error;
    }
  }

  async function askAnyone(args: object): Promise<Metadata> {
    for (const nodeId of nodes.keys()) {
      const answer = await request<Metadata>(nodeId, 'Metadata', args, metadataMs).catch(() => undefined);
      if (answer) return answer;
    }
    if (closed) throw new Error('the reader is closed');
    const seed = await open();
    try {
      return await seed.request<Metadata>('Metadata', args, metadataMs);
    } finally {
      seed.close();
    }
  }

  function learn({ brokers, topicMetadata }: Metadata): readonly string[] {
    for (const { nodeId, host, port } of brokers) {
      const before = addresses.get(nodeId);
      const node = nodes.get(nodeId);
      if (node && (before?.host !== host || before.port !== port)) drop(nodeId, node);
      addresses.set(nodeId, { host, port });
    }
    for (const { topic, partitionMetadata } of topicMetadata) {
      if (partitionMetadata.length === 0) continue;
      leaders.set(topic, leadersOf(partitionMetadata));
      foundAt.set(topic, performance.now());
    }
    const unknown = topicMetadata.filter(({ topicErrorCode }) => unknownCodes.has(topicErrorCode));
    for (const { topic } of unknown) {
      leaders.delete(topic);
      foundAt.delete(topic);
    }
    return unknown.map(({ topic }) => topic);
  }

  function refresh(topics: readonly string[]): Promise<readonly string[]> {
    const key = JSON.stringify(topics);
    const asked =
      refreshing.get(key) ??
      askAnyone({ topics: [...topics], allowAutoTopicCreation: false })
        .then(learn)
        .finally(() => refreshing.delete(key));
    refreshing.set(key, asked);
    return asked;
  }

  return {
    // Asked for none, a broker tells of all.
    refresh: async (topics) => (topics.length === 0 ? [] : refresh(topics)),
    partitionsOf: (topic) => leaders.get(topic)?.length,
    ageMsOf: (topic) => performance.now() - (foundAt.get(topic) ?? Number.NEGATIVE_INFINITY),
    leaderOf(topic, partition) {
      const leader = leaders.get(topic)?.[partition];
      return leader !== undefined && leader >= 0 ? leader : undefined;
    },
    request,
    close() {
      closed = true;
      for (const [nodeId, node] of nodes) drop(nodeId, node);
    },
  };
}

function leadersOf(partitions: Metadata['topicMetadata'][number]['partitionMetadata']): readonly number[] {
  const found: number[] = Array.from({ length: partitions.length }, () => -1);
  for (const { partitionId, leader } of partitions) found[partitionId] = leader;
  return found;
}
