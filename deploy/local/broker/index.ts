import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openBrokerIdentity } from './broker-identity.ts';
import { claimFolder } from './claim-folder.ts';
import { openCommittedOffsets } from './groups/committed-offsets.ts';
import { createCoordinator } from './groups/coordinator.ts';
import { brokerLimits as limits } from './limits.ts';
import { createFiles } from './log/files.ts';
import { createFlusher } from './log/flusher.ts';
import { openTopics } from './log/topics.ts';
import { createRoutes } from './routes.ts';
import { createDispatch } from './server/dispatch.ts';
import { listen } from './server/listen.ts';
import { startUpkeep } from './upkeep.ts';

export type BrokerOptions = {
  /** Where everything is kept; made if need be. One broker at a time may use it. */
  readonly dir: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly log?: (line: string) => void;
};

export type Broker = {
  readonly host: string;
  readonly port: number;
  /** Answers what is under way, puts everything on the disk and closes; within about two seconds. */
  readonly stop: () => Promise<void>;
};

/**
 * Starts the dev Kafka broker: one node, Kafka's wire protocol, its log in a folder. See README.md for what it speaks.
 * Rejects when the folder cannot be used or the address cannot be listened on.
 */
export async function startBroker({ dir, host, port, log = () => undefined }: BrokerOptions): Promise<Broker> {
  mkdirSync(dir, { recursive: true });
  const release = await claimFolder(dir);
  const stopping = new AbortController();
  const files = createFiles(limits.openFiles);
  const flusher = createFlusher(limits.flushMs, log);
  const identity = openBrokerIdentity(join(dir, 'broker.json'));
  const offsets = openCommittedOffsets(join(dir, 'offsets.jsonl'), limits.journalBytes, Date.now, flusher.mark);
  const topics = openTopics(join(dir, 'topics'), { files, flusher, log, ...limits });
  const coordinator = createCoordinator(limits, Date.now);
  const routes = createRoutes({ topics, offsets, coordinator, identity, limits, log, stopping: stopping.signal });
  async function close(): Promise<void> {
    await flusher.flush();
    topics.close();
    files.closeAll();
    offsets.close();
    release();
  }
  const listening = await listen(host, port, createDispatch(routes), limits, log).catch(async (error) => {
    await close();
    throw error;
  });
  const stopUpkeep = startUpkeep(topics, offsets, coordinator, limits);
  return {
    host,
    port: listening.port,
    async stop() {
      stopUpkeep();
      stopping.abort();
      coordinator.stop();
      await listening.stop();
      await close();
    },
  };
}
