import { EventEmitter, once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { cpuSeconds } from '../process.ts';
import { openClients } from './client.ts';
import { openSetting, type Setting } from './setting.ts';

export type FanOut = {
  readonly deliveriesPerSecond: number;
  readonly deliveriesPerCpuSecond: number;
  readonly bytesPerConnection: number;
};

const query = 'subscription($status: [InvoiceStatus!]) { invoiceStatusChanged(status: $status) { id status version } }';
const statuses = ['PENDING', 'PROCESSING', 'VALIDATED', 'ARCHIVED', 'REJECTED', 'FAILED', 'CANCELLED'];
const tenant = 'tenant-a';

/** Publishes events to clients that all hear of all, batch after batch as soon as all have heard. */
export async function measureFanOut(clients: number, events: number, isShared: boolean): Promise<FanOut> {
  const setting = await openSetting(true);
  const token = await setting.token(tenant);
  const before = await setting.gauge();
  const heard = countUp();
  const opened = await openClients(clients, (n) => ({
    url: setting.url,
    token,
    // All of them, in an order of its own: nobody's work is another's then.
    payload: { query, variables: { status: isShared ? statuses : permutation(statuses, n) } },
    onNext: heard.add,
  }));
  const after = await setting.gauge();
  await publish(setting, 1, 5, heard, clients);
  const cpu = cpuSeconds(setting.gateway.pid);
  const begunAt = performance.now();
  await publish(setting, 100, events, heard, clients);
  const seconds = (performance.now() - begunAt) / 1_000;
  const deliveries = clients * events;
  const used = cpuSeconds(setting.gateway.pid) - cpu;
  for (const each of opened) each.close();
  await setting.stop();
  return {
    deliveriesPerSecond: deliveries / seconds,
    deliveriesPerCpuSecond: deliveries / used,
    bytesPerConnection: (after.rss - before.rss) / clients,
  };
}

const batch = 5;

async function publish(
  setting: Setting,
  first: number,
  events: number,
  heard: Counter,
  clients: number,
): Promise<void> {
  for (let n = 0; n < events; n += batch) {
    const count = Math.min(batch, events - n);
    const all = heard.reach(count * clients);
    await setting.publisher.publish(
      Array.from({ length: count }, (_, more) => ({
        tenant,
        invoice: `i-${(n + more) % 40}`,
        version: first + n + more,
        status: 'VALIDATED',
      })),
    );
    await all;
  }
}

type Counter = { readonly add: () => void; reach(more: number): Promise<unknown> };

function countUp(): Counter {
  const bell = new EventEmitter();
  let count = 0;
  let wanted = Number.POSITIVE_INFINITY;
  return {
    add() {
      count += 1;
      if (count >= wanted) bell.emit('reached');
    },
    reach(more) {
      wanted = count + more;
      return once(bell, 'reached');
    },
  };
}

/** The n-th order of things; there are as many as the factorial of their number. */
function permutation<T>(things: readonly T[], n: number): T[] {
  const rest = [...things];
  const ordered: T[] = [];
  for (let left = n; rest.length > 0; ) {
    const at = left % rest.length;
    left = Math.floor(left / rest.length);
    ordered.push(...rest.splice(at, 1));
  }
  return ordered;
}
