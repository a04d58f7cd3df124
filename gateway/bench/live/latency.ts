import { setTimeout as delay } from 'node:timers/promises';
import { residentBytes } from '../process.ts';
import { openClients } from './client.ts';
import { openSetting } from './setting.ts';

export type Latency = {
  readonly p50: number;
  readonly p99: number;
  readonly deliveries: number;
  /** By how much the gateway's resident memory grew while it lasted, garbage included. */
  readonly grownBytes: number;
};

type Load = {
  readonly clients: number;
  readonly tenants: number;
  /** Events a second, over all organisations in turn. */
  readonly rate: number;
  readonly seconds: number;
  /** How many of the clients never read, though they asked. */
  readonly frozen: number;
};

const query = 'subscription { invoiceStatusChanged { id status version } }';
const batchMs = 25;
const settleMs = 2_000;

/** Milliseconds from when an event was handed to the broker's client to when a client had its message. */
export async function measureLatency({ clients, tenants, rate, seconds, frozen }: Load): Promise<Latency> {
  const setting = await openSetting(false);
  const names = Array.from({ length: tenants }, (_, n) => `tenant-${n}`);
  const tokens = await Promise.all(names.map(setting.token));
  const times: number[] = [];
  const sentAt = new Map<number, number>();
  const hear = (text: string) => {
    const version = Number(/"version":(\d+)/.exec(text)?.[1]);
    const at = sentAt.get(version);
    if (at !== undefined) times.push(performance.now() - at);
  };
  const opened = await openClients(clients, (n) => ({
    url: setting.url,
    token: tokens[n % tenants] ?? '',
    payload: { query },
    onNext: n < frozen ? () => undefined : hear,
  }));
  for (const each of opened.slice(0, frozen)) each.freeze();
  await delay(settleMs);
  const before = residentBytes(setting.gateway.pid);
  const perBatch = (rate * batchMs) / 1_000;
  const endsAt = performance.now() + seconds * 1_000;
  let version = 0;
  for (let due = performance.now(); due < endsAt; due += batchMs) {
    const ahead = due - performance.now();
    if (ahead > 0) await delay(ahead);
    const changes = Array.from({ length: perBatch }, () => {
      version += 1;
      sentAt.set(version, performance.now());
      return { tenant: names[version % tenants] ?? '', invoice: `i-${version % 400}`, version, status: 'VALIDATED' };
    });
    await setting.publisher.publish(changes);
  }
  await delay(settleMs);
  const after = residentBytes(setting.gateway.pid);
  for (const each of opened) each.close();
  await setting.stop();
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), deliveries: times.length, grownBytes: after - before };
}
