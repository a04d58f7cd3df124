import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from '../../deploy/local/ports.ts';
import type { Found } from './backend.ts';
import { mavenJars } from './maven-jars.ts';
import { type ServerProcess, startServer } from './server-process.ts';

const run = promisify(execFile);
const kafkaVersion = '4.1.0';
const log4jVersion = '2.24.3';
const startMs = 60_000;
const stopMs = 20_000;

/** A Kafka broker for tests. `kill` ends it without warning; `restart` starts it again with what is on its disk. */
export type KafkaBackend = {
  readonly brokers: readonly string[];
  stop(): Promise<void>;
  kill(): Promise<void>;
  restart(): Promise<void>;
};

/** Finds a real Apache Kafka 4: the one in KAFKA_BROKERS, or one that can be started here from its jars. */
export async function findKafka(): Promise<Found<KafkaBackend>> {
  const given = process.env.KAFKA_BROKERS;
  if (given) return { start: async () => givenKafka(given.split(',')) };
  try {
    await kafkaJars();
    return { start: startKafka };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
}

function kafkaJars(): Promise<string> {
  return mavenJars(`kafka-${kafkaVersion}`, [
    `org.apache.kafka:kafka_2.13:${kafkaVersion}`,
    `org.apache.logging.log4j:log4j-slf4j-impl:${log4jVersion}`,
    `org.apache.logging.log4j:log4j-core:${log4jVersion}`,
  ]);
}

/**
 * Starts Apache Kafka 4 without Docker: one KRaft node that is broker and controller, on free ports, its data in a
 * temporary folder that `stop` removes.
 */
async function startKafka(): Promise<KafkaBackend> {
  const jars = await kafkaJars();
  const dir = await mkdtemp(join(tmpdir(), 'fiscal-kafka-'));
  const [port = 0, controllerPort = 0] = await freePorts(2);
  const properties = join(dir, 'server.properties');
  await writeFile(properties, settings(join(dir, 'data'), port, controllerPort));
  const java = (main: string) => ['-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', `${jars}/*`, main];
  // Given as one word, since it may begin with a dash.
  const clusterId = randomBytes(16).toString('base64url');
  await run('java', [...java('kafka.tools.StorageTool'), 'format', `--cluster-id=${clusterId}`, '-c', properties], {
    timeout: startMs,
  });
  const start = () =>
    startServer({ command: 'java', args: [...java('kafka.Kafka'), properties], cwd: dir }, port, startMs);
  let server: ServerProcess = await start();
  return {
    brokers: [`127.0.0.1:${port}`],
    async stop() {
      await server.end('SIGTERM', stopMs);
      await rm(dir, { recursive: true, force: true });
    },
    kill: () => server.end('SIGKILL', stopMs),
    async restart() {
      await server.end('SIGTERM', stopMs);
      server = await start();
    },
  };
}

function givenKafka(brokers: readonly string[]): KafkaBackend {
  const refuse = () => Promise.reject(new Error('the broker in KAFKA_BROKERS is not ours to end'));
  return { brokers, stop: () => Promise.resolve(), kill: refuse, restart: refuse };
}

function settings(dataDir: string, port: number, controllerPort: number): string {
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': dataDir,
    'auto.create.topics.enable': false,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    // How long a broker that was killed counts as alive, and so how long its restart takes.
    'broker.session.timeout.ms': 3_000,
    'broker.heartbeat.interval.ms': 500,
  })
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');
}
