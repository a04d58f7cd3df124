import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Supervised } from './process/supervise.ts';

const probeMs = 2_500;
const pauseMs = 200;

/** Waits for `GET /health/ready` of a process to answer 200; false when it gave up for want of settings first. */
export async function untilReady(process: Supervised, url: string, signal: AbortSignal): Promise<boolean> {
  let last = 'nobody answers';
  for (;;) {
    if (process.givenUp()) return false;
    if (signal.aborted) throw new Error(`${process.name} is not ready: ${last}`);
    last = await whatIsMissing(url).catch(() => last);
    if (last === '') return true;
    await delay(pauseMs);
  }
}

/** Waits until the program has been launched and listens on the port of 127.0.0.1. */
export async function untilListening(process: Supervised, port: number, signal: AbortSignal): Promise<void> {
  while (process.pid() === undefined || !(await isListening(port))) {
    if (process.givenUp() || signal.aborted) throw new Error(`${process.name} does not listen on port ${port}`);
    await delay(pauseMs);
  }
}

async function whatIsMissing(url: string): Promise<string> {
  const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(probeMs) });
  const text = await response.text();
  return response.ok ? '' : text.slice(0, 300) || `HTTP ${response.status}`;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: probeMs });
    const answer = (listening: boolean) => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', () => answer(true));
    socket.once('timeout', () => answer(false));
    socket.once('error', () => answer(false));
  });
}
