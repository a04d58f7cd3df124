import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Contender } from './contenders.ts';

const { BENCH_DEBUG, BENCH_PROFILE } = process.env;
/** `BENCH_PROFILE=folder` leaves a profile of each process there; `BENCH_DEBUG=1` shows what they complain about. */
const profile = BENCH_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${BENCH_PROFILE}`] : [];
const flags = ['--max-semi-space-size=64', '--disable-warning=ExperimentalWarning', ...profile];
const startMs = 60_000;
const ticksPerSecond = 100;

export type Running = { readonly name: string; readonly url: URL; readonly pid: number; stop(): void };

/** How a process is watched: more flags for Node, and what it sends to its parent. */
export type Watch = { readonly flags: readonly string[]; readonly onMessage: (message: unknown) => void };

/** Starts a contender on core 0 with the flags all get, and waits until it answers. Errors: an Error after 60 s. */
export async function startContender(contender: Contender, watch?: Watch): Promise<Running> {
  const port = await freePort();
  const args = [...(contender.args ?? []), ...(contender.args ? ['--port', String(port)] : [])];
  const env = { ...process.env, NODE_ENV: 'production', PORT: `${port}`, HTTP_PORT: `${port}`, ...contender.env };
  const node = ['-c', '0', process.execPath, ...flags, ...(contender.flags ?? []), ...(watch?.flags ?? [])];
  const child = spawn('taskset', [...node, contender.module, ...args], {
    env,
    stdio: ['ignore', 'ignore', BENCH_DEBUG ? 'inherit' : 'ignore', ...(watch ? (['ipc'] as const) : [])],
  });
  if (watch) child.on('message', watch.onMessage);
  process.setMaxListeners(0).once('exit', () => child.kill());
  const url = new URL(`http://127.0.0.1:${port}/graphql`);
  await answers(url, child, contender.name);
  return { name: contender.name, url, pid: child.pid ?? 0, stop: () => child.kill() };
}

/** Seconds of processor time a process has used, all its threads together (proc(5), fields 14 and 15 of stat). */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Seconds for which a process's main thread could have run and had no core (the kernel's sched-stats, second field). */
export function waitedSeconds(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e9;
}

/** Bytes of memory that a process takes (proc(5), second field of statm, in pages of 4 KiB). */
export function residentBytes(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4_096;
}

async function answers(url: URL, child: ChildProcess, name: string): Promise<void> {
  const deadline = Date.now() + startMs;
  const body = JSON.stringify({ query: '{ __typename }' });
  while (Date.now() < deadline && child.exitCode === null) {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body }).catch(() => undefined);
    if (response) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${name} does not answer at ${url}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
