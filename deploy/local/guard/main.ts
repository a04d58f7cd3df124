import { createInterface } from 'node:readline';
import { isAlive, signalGroup, waitForEnd } from '../process/pid.ts';

const graceMs = 8_000;
const watched = new Map<number, NodeJS.Signals>();

// The terminal's Ctrl-C is for the platform: the guard ends when its pipe does.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('SIGHUP', () => {});

for await (const line of createInterface({ input: process.stdin })) {
  const [verb, pid, signal] = line.split(' ');
  if (verb === 'watch') watched.set(Number(pid), signal as NodeJS.Signals);
  if (verb === 'forget') watched.delete(Number(pid));
  if (verb === 'done') watched.clear();
}

for (const [pid, signal] of watched) signalGroup(pid, signal);
await Promise.all([...watched.keys()].map((pid) => waitForEnd(pid, graceMs)));
for (const pid of watched.keys()) if (isAlive(pid)) signalGroup(pid, 'SIGKILL');
