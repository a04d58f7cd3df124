import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../../deploy/local/ports.ts';
import type { KafkaBackend } from './kafka.ts';
import { type ServerProcess, startServer } from './server-process.ts';

const main = fileURLToPath(new URL('../../deploy/local/broker/main.ts', import.meta.url));
const startMs = 20_000;
const stopMs = 10_000;

/** Starts the platform's own dev broker in a process, on a free port, its log in a temporary folder that `stop` removes. */
export async function startDevBroker(): Promise<KafkaBackend> {
  const dir = await mkdtemp(join(tmpdir(), 'fiscal-broker-'));
  const [port = 0] = await freePorts(1);
  const env = { BROKER_DIR: join(dir, 'data'), BROKER_PORT: `${port}`, HOST: '127.0.0.1' };
  const start = () => startServer({ command: process.execPath, args: [main], cwd: dir, env }, port, startMs);
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
