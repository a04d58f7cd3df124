import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import type { Kafka as KafkaJs } from 'kafkajs';
import { within } from '../../run.ts';

export type Address = { readonly host: string; readonly port: number };
export type ApiName = 'Fetch' | 'ListOffsets' | 'Metadata';

/** A broker of the cluster, connected to. */
export type Node = {
  /**
   * Asks and reads the answer: by `read`, or as kafkajs does, without its judgement of errors inside. Errors: an Error
   * within the deadline; then the node is of no more use.
   */
  request<T>(api: ApiName, args: object, timeoutMs: number, read?: (bytes: Buffer, version: number) => T): Promise<T>;
  usable(): boolean;
  close(): void;
};

type Request = { readonly apiVersion: number };
type Protocol = { readonly request: Request; readonly response: { decode(bytes: Buffer): Promise<unknown> } };
type Connection = {
  isConnected(): boolean;
  rejectRequests(error: Error): void;
  disconnect(): Promise<unknown>;
  readonly socket?: Socket;
};
type ConnectionPool = {
  readonly pool: readonly Connection[];
  getConnection(index: number): Promise<Connection>;
  send(request: object): Promise<unknown>;
};
type Broker = {
  readonly connectionPool: ConnectionPool;
  connect(): Promise<void>;
  lookupRequest(apiKey: number, definition: unknown): (args: object) => Protocol;
};
type Cluster = {
  readonly rootLogger: unknown;
  readonly connectionPoolBuilder: { build(address?: Address): Promise<ConnectionPool> };
  readonly brokerPool: { createBroker(options: { connectionPool: ConnectionPool; logger: unknown }): Broker };
};

const require = createRequire(import.meta.url);
const apiKeys: Readonly<Record<ApiName, number>> = require('kafkajs/src/protocol/requests/apiKeys');
const { requests }: { requests: Readonly<Record<ApiName, unknown>> } = require('kafkajs/src/protocol/requests');

/** kafkajs keeps the connection with this index for fetches, which may wait at the broker while others are answered. */
const fetching = 1;
const connectMs = 5_000;

/** Connects to a broker: one of those the client was given, by turns, unless an address says which. */
export type OpenNode = (address?: Address) => Promise<Node>;

/**
 * Makes what connects by kafkajs's own means, with the settings of its client. Only the connection is kafkajs's: its pool of
 * brokers retries on its own, and takes one topic that is away for the failure of all.
 */
export function createOpenNode(kafka: KafkaJs): OpenNode {
  const cluster = clusterOf(kafka);
  return async (address) => {
    const connectionPool = await cluster.connectionPoolBuilder.build(address);
    const broker = cluster.brokerPool.createBroker({ connectionPool, logger: cluster.rootLogger });
    try {
      await within(
        broker.connect().then(() => connectionPool.getConnection(fetching)),
        connectMs,
      );
    } catch (error) {
      closeAll(connectionPool);
      throw error;
    }
    return nodeOf(broker);
  };
}

function clusterOf(kafka: KafkaJs): Cluster {
  const create = Object.getOwnPropertySymbols(kafka).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  );
  if (!create) throw new Error('kafkajs is not the version this was written for');
  const make = Reflect.get(kafka, create) as (options: object) => Cluster; // as in kafkajs/src/index.js
  return make({ allowAutoTopicCreation: false });
}

function nodeOf({ connectionPool, lookupRequest }: Broker): Node {
  const usable = () => connectionPool.pool.every((connection) => connection.isConnected());
  return {
    async request<T>(api: ApiName, args: object, timeoutMs: number, read?: (bytes: Buffer, version: number) => T) {
      // A connection that was lost keeps half of an answer, which would spoil the next: it is not to be opened again.
      if (!usable()) throw new Error('the connection to the broker was lost');
      const { request, response } = lookupRequest(apiKeys[api], requests[api])(args);
      const decode = async (bytes: Buffer) => (read ? read(bytes, request.apiVersion) : response.decode(bytes));
      const own = { decode, parse: async (answer: T) => answer };
      const sent = connectionPool.send({ request, response: own, requestTimeout: timeoutMs, logResponseError: false });
      return (await within(sent, timeoutMs)) as T; // what `decode` made
    },
    usable,
    close: () => closeAll(connectionPool),
  };
}

/** At once: kafkajs itself waits for answers that are outstanding, and those may never come. */
function closeAll({ pool }: ConnectionPool): void {
  for (const connection of pool) {
    connection.rejectRequests(new Error('the connection is closed'));
    connection.disconnect().catch(() => undefined);
    connection.socket?.destroy();
  }
}
