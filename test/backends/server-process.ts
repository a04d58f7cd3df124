import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A server in a process of its own that listens on a port of this machine. */
export type ServerProcess = {
  readonly pid: number;
  /** Sends the signal and resolves when the process has ended; after `timeoutMs` it is killed. */
  end(signal: NodeJS.Signals, timeoutMs: number): Promise<void>;
};

type Command = {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** On top of this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
};

/**
 * Starts a server and resolves once it accepts connections on the port.
 * @throws Error with the end of its output when it ends first or is not there after `timeoutMs`.
 */
export async function startServer(run: Command, port: number, timeoutMs: number): Promise<ServerProcess> {
  const child = spawn(run.command, run.args, {
    cwd: run.cwd,
    env: { ...process.env, ...run.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const output = tailOf(child);
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  }).finally(() => process.off('exit', killWithUs));
  let over = false;
  void ended.then(() => {
    over = true;
  });
  const deadline = Date.now() + timeoutMs;
  while (!(await accepts(port))) {
    if (over || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`${run.command} did not start:\n${output()}`);
    }
    await delay(50);
  }
  return {
    pid: child.pid ?? 0,
    async end(signal, graceMs) {
      child.kill(signal);
      const late = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await ended;
      clearTimeout(late);
    },
  };
}

function tailOf(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-4_000);
    });
  }
  return () => text;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1_000 });
    const answer = (yes: boolean) => {
      socket.destroy();
      resolve(yes);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
    socket.once('timeout', () => answer(false));
  });
}
