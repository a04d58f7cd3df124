import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Ends the processes it knows when the process that asked for it is gone, however that one died. */
export type Guard = {
  readonly pid: number;
  /** From now on `pid` ends with its parent: first by `signal`, some seconds later by SIGKILL. */
  watch(pid: number, signal: NodeJS.Signals): void;
  /** The process has ended by itself: its number may soon belong to another. */
  forget(pid: number): void;
  /** Lets go of all that is watched and ends the guard. */
  stop(): Promise<void>;
};

/**
 * Starts a guard: a small process of its own session that holds the other end of a pipe. The pipe closes when this
 * process ends, by `kill -9` too, and that is the guard's sign to end what is left.
 */
export function startGuard(): Guard {
  const child = spawn(process.execPath, [fileURLToPath(new URL('main.ts', import.meta.url))], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // A guard that is gone is no reason to end the platform: the next start finds orphans by their pid files.
  child.stdin.on('error', () => {});
  child.on('error', () => {});
  child.unref();
  const say = (line: string) => void child.stdin.write(`${line}\n`);
  return {
    pid: child.pid ?? 0,
    watch: (pid, signal) => say(`watch ${pid} ${signal}`),
    forget: (pid) => say(`forget ${pid}`),
    async stop() {
      child.ref();
      child.stdin.end('done\n');
      await ended;
    },
  };
}
