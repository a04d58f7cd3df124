import { parseArgs } from 'node:util';
import { openClients } from './live/client.ts';
import { measureFanOut } from './live/fan-out.ts';
import { measureLatency } from './live/latency.ts';
import { openSetting } from './live/setting.ts';

// What live subscriptions cost: one gateway on core 0; clients, broker and services on core 1.
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'fan-out,idle,latency,slow' },
    clients: { type: 'string', default: '5000' },
    events: { type: 'string', default: '40' },
    rounds: { type: 'string', default: '2' },
  },
});
const clients = Number(values.clients);
const kib = (bytes: number) => `${(bytes / 1_024).toFixed(1)} KiB`;

const measures: Readonly<Record<string, () => Promise<void>>> = { 'fan-out': fanOut, idle, latency, slow };
for (const name of values.only.split(',')) await measures[name]?.();
process.exit();

/** The same subscription of all, and one that is nobody else's for each, in turn. */
async function fanOut(): Promise<void> {
  for (let round = 0; round < Number(values.rounds); round++) {
    const shared = await measureFanOut(clients, Number(values.events), true);
    const apart = await measureFanOut(clients, Number(values.events), false);
    for (const [name, each] of [
      ['work once, send many', shared],
      ['one execution a client', apart],
    ] as const) {
      console.log(
        `fan-out  ${clients} clients  ${name.padEnd(24)}${each.deliveriesPerSecond.toFixed(0).padStart(8)} deliveries/s  ` +
          `${each.deliveriesPerCpuSecond.toFixed(0).padStart(8)} a CPU-second  ${kib(each.bytesPerConnection)} a connection`,
      );
    }
    console.log(`fan-out  ratio ${(shared.deliveriesPerCpuSecond / apart.deliveriesPerCpuSecond).toFixed(1)}`);
  }
}

async function idle(): Promise<void> {
  const count = 10_000;
  const setting = await openSetting(true);
  const before = await setting.gauge();
  const token = await setting.token('tenant-a');
  const opened = await openClients(count, () => ({ url: setting.url, token }));
  const after = await setting.gauge();
  for (const each of opened) each.close();
  await setting.stop();
  const rss = (after.rss - before.rss) / 2 ** 20;
  console.log(`idle     ${count} connections  ${rss.toFixed(0)} MiB  ${kib((after.rss - before.rss) / count)} each`);
}

async function latency(): Promise<void> {
  const { p50, p99, deliveries } = await measureLatency({
    clients: 1_000,
    tenants: 50,
    rate: 200,
    seconds: 20,
    frozen: 0,
  });
  console.log(
    `latency  200 events/s, 1000 clients of 50 organisations  p50 ${p50.toFixed(1)} ms  p99 ${p99.toFixed(1)} ms  ${deliveries} deliveries`,
  );
}

/** Two hundred clients of one organisation, one of which never reads; and the same without it. */
async function slow(): Promise<void> {
  for (const frozen of [0, 1, 0, 1]) {
    const { p50, p99, grownBytes } = await measureLatency({ clients: 200, tenants: 1, rate: 40, seconds: 20, frozen });
    console.log(
      `slow     200 clients, ${frozen} never reads  p50 ${p50.toFixed(1)} ms  p99 ${p99.toFixed(1)} ms  memory ${kib(grownBytes)} more`,
    );
  }
}
