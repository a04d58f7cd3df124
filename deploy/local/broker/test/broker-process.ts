import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export type BrokerProcess = {
  readonly pid: number;
  readonly port: number;
  /** Ends the process by a signal; resolves with its exit code, null when the signal killed it. */
  readonly end: (signal: 'SIGKILL' | 'SIGTERM') => Promise<number | null>;
};

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

/** Runs the broker as its own process, as the local platform does. Port 0 takes a free one. */
export async function startBrokerProcess(dir: string, port: number): Promise<BrokerProcess> {
  const env = { ...process.env, NODE_OPTIONS: '', BROKER_DIR: dir, HOST: '127.0.0.1', BROKER_PORT: `${port}` };
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const bound = await Promise.race([
    readyPort(child),
    exited.then(([code]) => Promise.reject(new Error(`exit ${code}`))),
  ]);
  return {
    pid: child.pid ?? -1,
    port: bound,
    async end(signal) {
      child.kill(signal);
      const [code] = await exited;
      return code;
    },
  };
}

async function readyPort(child: ChildProcess): Promise<number> {
  let output = '';
  for await (const chunk of child.stdout ?? []) {
    output += String(chunk);
    const ready = /broker ready on .*:(\d+)/.exec(output);
    if (ready) {
      child.stdout?.resume();
      return Number(ready[1]);
    }
  }
  throw new Error(`not ready: ${output}`);
}
