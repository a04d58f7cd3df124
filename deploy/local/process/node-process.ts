import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Guard } from '../guard/guard.ts';
import { signalGroup, waitForEnd } from './pid.ts';
import type { Ending, Running } from './supervise.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** Starts a TypeScript file under this Node, in a process group of its own, so that Ctrl-C reaches only the platform. */
export async function startNode(options: {
  /** From the repository's root. */
  readonly file: string;
  readonly args?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly guard: Guard;
  /** Each line it writes. */
  readonly log: (line: string) => void;
}): Promise<Running> {
  const { file, args = [], env, guard, log } = options;
  const child = spawn(process.execPath, [...args, file], {
    cwd: repository,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  relay(child.stdout, log);
  relay(child.stderr, log);
  const exited = new Promise<Ending>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve({ code, how: signal ?? `exit code ${code}` }));
  });
  const { pid } = child;
  if (pid === undefined) throw await exited.catch((error: unknown) => error);
  guard.watch(pid, 'SIGTERM');
  void exited.then(() => guard.forget(pid));
  return {
    pid,
    exited,
    async stop(budgetMs) {
      if (budgetMs > 0) signalGroup(pid, 'SIGTERM');
      if (!(budgetMs > 0 && (await waitForEnd(pid, budgetMs)))) signalGroup(pid, 'SIGKILL');
      await exited;
    },
  };
}

function relay(stream: Readable, log: (line: string) => void): void {
  createInterface({ input: stream }).on('line', log);
}
