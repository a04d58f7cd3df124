import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { waitFor } from './wait-for.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export type RunningService = {
  readonly url: string;
  /** Ends it as a power cut would. */
  killHard(): Promise<void>;
  /** Asks it to end, and returns its exit code. */
  terminate(): Promise<number | null>;
};

/** Starts main.ts as a process of its own, as it is started everywhere; resolves once it is ready (or, told so, live). */
export async function startProcess(
  env: Readonly<Record<string, string>>,
  until: 'ready' | 'live' = 'ready',
): Promise<RunningService> {
  const child = spawn(process.execPath, ['--import', '@fiscal/kit/telemetry', 'subgraphs/invoice/src/main.ts'], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', SERVICE_NAME: 'invoice', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  child.stdout?.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
  const url = `http://127.0.0.1:${env.HTTP_PORT}`;
  await waitFor(
    () => statusOf(`${url}/health/${until}`, child),
    (status) => status === 200,
  ).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw new Error(`the service did not start:\n${lines.join('')}`, { cause: error });
  });
  return {
    url: `${url}/graphql`,
    async killHard() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
    async terminate() {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const [code] = await exited;
      return code;
    },
  };
}

async function statusOf(url: string, child: ChildProcess): Promise<number> {
  if (child.exitCode !== null) throw new Error(`it exited with ${child.exitCode}`);
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  return response?.status ?? 0;
}
