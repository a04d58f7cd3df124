import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { waitForEnd } from '../process/pid.ts';
import type { Account } from './account.ts';

/** A running (or just ended) postmaster. */
export type Postmaster = {
  readonly pid: number;
  readonly exited: Promise<string>;
  /** Its newest lines, for the message when it would not start. */
  lastWords(): string;
  stop(): Promise<void>;
};

type PostmasterOptions = {
  readonly pgData: string;
  readonly postgres: string;
  readonly account: Account;
  readonly port: number;
  readonly durable: boolean;
  readonly log?: (line: string) => void;
};

const keptLines = 20;

/** Starts `postgres` on an initialised data folder, in a process group of its own; it is not ready yet. */
export function spawnPostmaster(options: PostmasterOptions): Postmaster {
  const settings = Object.entries(settingsOf(options));
  const { file, args, ...user } = options.account.command(options.postgres, [
    '-D',
    options.pgData,
    ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  const child = spawn(file, args, { ...user, detached: true, stdio: ['ignore', 'ignore', 'pipe'], cwd: '/', env: {} });
  const last: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    last.push(line);
    if (last.length > keptLines) last.shift();
    options.log?.(line);
  });
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const pid = child.pid ?? 0;
  return {
    pid,
    exited,
    lastWords: () => last.join(' | '),
    async stop() {
      // SIGINT is the fast shutdown: open transactions are rolled back, nothing waits for clients.
      for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
        if (child.exitCode !== null || child.signalCode !== null || pid === 0) return;
        child.kill(signal);
        if (await waitForEnd(pid, 10_000)) await exited;
      }
    },
  };
}

function settingsOf({ port, durable }: PostmasterOptions): Record<string, string> {
  const crashSafe = durable ? 'on' : 'off';
  return {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '300',
    shared_buffers: '128MB',
    fsync: crashSafe,
    full_page_writes: crashSafe,
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '',
    // Short-lived servers of one machine: the platform's own log says who connects.
    log_checkpoints: 'off',
  };
}
