import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from '../../deploy/local/ports.ts';
import type { Found } from './backend.ts';
import { type ServerProcess, startServer } from './server-process.ts';

const run = promisify(execFile);
const startMs = 10_000;
const stopMs = 5_000;

/** A Redis for tests. `kill` ends it without warning; `restart` starts it again, empty. */
export type RedisBackend = {
  readonly url: string;
  stop(): Promise<void>;
  kill(): Promise<void>;
  restart(): Promise<void>;
};

/** Finds a real Redis: the one in REDIS_URL, or the `redis-server` that Debian's package of that name installs. */
export async function findRedis(): Promise<Found<RedisBackend>> {
  const given = process.env.REDIS_URL;
  if (given) return { start: async () => givenRedis(given) };
  try {
    await run('redis-server', ['--version']);
    return { start: startRedis };
  } catch {
    return { missing: 'redis-server is not installed and REDIS_URL is not set' };
  }
}

/** Starts a Redis that keeps nothing on disk, on a free port. */
async function startRedis(): Promise<RedisBackend> {
  const dir = await mkdtemp(join(tmpdir(), 'fiscal-redis-'));
  const [port = 0] = await freePorts(1);
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const start = () => startServer({ command: 'redis-server', args, cwd: dir }, port, startMs);
  let server: ServerProcess = await start();
  return {
    url: `redis://127.0.0.1:${port}`,
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

function givenRedis(url: string): RedisBackend {
  const refuse = () => Promise.reject(new Error('the Redis in REDIS_URL is not ours to end'));
  return { url, stop: () => Promise.resolve(), kill: refuse, restart: refuse };
}
