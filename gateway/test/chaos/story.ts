import { setTimeout as delay } from 'node:timers/promises';
import type { KafkaBackend } from '../../../test/backends/kafka.ts';
import type { RedisBackend } from '../../../test/backends/redis.ts';
import { person } from '../issuer.ts';
import { type Change, check, isFor } from './check.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { makePlan, type Plan, type Size, tenants } from './plan.ts';
import { openPublisher, type Publisher } from './publish.ts';
import { createRandom } from './random.ts';
import { type Watcher, watch } from './watcher.ts';

export type Story = {
  readonly seed: number;
  readonly size: Size;
  /** Events a second. */
  readonly rate: number;
  readonly tell: (line: string) => void;
};

/** What became of it. No faults: everybody heard everything, once, in order. */
export type Outcome = {
  readonly faults: readonly string[];
  readonly delivered: number;
  readonly connections: number;
};

const batch = 10;
const readyMs = 60_000;
const quietMs = 60_000;

/** Plays the story of a seed and checks what every client heard against the log. */
export async function play(broker: KafkaBackend, redis: RedisBackend | undefined, story: Story): Promise<Outcome> {
  const plan = makePlan(story.seed, story.size);
  const publisher = await openPublisher(broker.brokers);
  const cluster = await startCluster(broker, redis);
  const { watchers, connections } = await openWatchers(plan, cluster, story.seed);
  try {
    await greet(publisher, watchers);
    story.tell(`${watchers.length} clients hear`);
    await unfold(plan, story, cluster, publisher, watchers);
    const log = await publisher.read();
    const faults = await settle(plan, log, watchers);
    return { faults, delivered: countOf(watchers), connections: connections() };
  } finally {
    await Promise.all(watchers.map((each) => each.stop()));
    await cluster.stop();
    await publisher.stop();
  }
}

async function openWatchers({ clients }: Plan, { issuer, urls }: Cluster, seed: number) {
  const random = createRandom(seed + 1);
  let count = 0;
  const replica = () => {
    count += 1;
    return urls[random.below(urls.length)] ?? '';
  };
  const tokens = new Map<string, string>();
  for (const tenant of tenants) {
    tokens.set(tenant, await issuer.token(person(`user-of-${tenant}`, tenant), { expiresInSeconds: 3_600 }));
  }
  const watchers = clients.map((client) => watch(client, tokens.get(client.tenant) ?? '', replica));
  return { watchers, connections: () => count };
}

/** Publishes what everybody wants to hear until everybody has heard some of it: from there on nothing may be missing. */
async function greet(publisher: Publisher, watchers: readonly Watcher[]): Promise<void> {
  const endsAt = Date.now() + readyMs;
  for (let version = 1; watchers.some(({ heard }) => heard.changes.length === 0); version++) {
    if (Date.now() > endsAt) throw new Error(`clients that hear nothing: ${tellSilent(watchers)}`);
    await publisher.publish(
      tenants.map((tenant) => ({ tenant, invoice: `${tenant}-greeting`, version, status: 'PENDING' })),
    );
    await delay(500);
  }
}

function tellSilent(watchers: readonly Watcher[]): string {
  const silent = watchers.filter(({ heard }) => heard.changes.length === 0);
  return `${silent.length}, ${JSON.stringify(silent.slice(0, 3).map(({ errors }) => [...errors]))}`;
}

async function unfold(
  { clients, events, faults }: Plan,
  { rate, tell }: Story,
  cluster: Cluster,
  publisher: Publisher,
  watchers: readonly Watcher[],
): Promise<void> {
  const begunAt = Date.now();
  let suffering: Promise<void> = Promise.resolve();
  for (let at = 0; at < events.length; at += batch) {
    const isDue = (each: { readonly at: number }) => each.at >= at && each.at < at + batch;
    clients.forEach(({ drops }, n) => {
      for (const { awayMs } of drops.filter(isDue)) watchers[n]?.drop(awayMs);
    });
    for (const fault of faults.filter(isDue)) {
      tell(`${at} events: ${fault.what}${fault.what.endsWith('replica') ? ` ${fault.replica}` : ''}`);
      // One after the other: the story is about each, not about a machine that has nothing left.
      suffering = suffering.then(() => cluster.suffer(fault));
      suffering.catch(() => undefined);
    }
    await publisher.publish(events.slice(at, at + batch));
    const ahead = begunAt + ((at + batch) / rate) * 1_000 - Date.now();
    if (ahead > 0) await delay(ahead);
  }
  await suffering;
}

/** Waits until nothing is missing, or until nobody has heard anything for a minute; gives what is wrong then. */
async function settle({ clients }: Plan, log: readonly Change[], watchers: readonly Watcher[]): Promise<string[]> {
  const story = log.filter(({ invoice }) => !invoice.endsWith('greeting'));
  const due = clients.map((client) => story.filter((change) => isFor(client, change)).length);
  const heardOf = ({ heard }: Watcher) => ({
    ...heard,
    changes: heard.changes.filter(({ invoice }) => !invoice.endsWith('greeting')),
  });
  const isComplete = () => watchers.every((each, n) => heardOf(each).changes.length >= (due[n] ?? 0));
  let count = countOf(watchers);
  let endsAt = Date.now() + quietMs;
  while (!isComplete() && Date.now() < endsAt) {
    await delay(100);
    if (countOf(watchers) === count) continue;
    count = countOf(watchers);
    endsAt = Date.now() + quietMs;
  }
  return clients.flatMap((client, n) => {
    const watcher = watchers[n];
    if (!watcher) return [];
    const told = [...watcher.errors].map(([error, count]) => `${client.name} was told ${count} times: ${error}`);
    const wrong = check(client, story, heardOf(watcher));
    return [...wrong, ...told, ...(wrong.length > 0 ? [`${client.name} ${watcher.standing()}`] : [])];
  });
}

function countOf(watchers: readonly Watcher[]): number {
  return watchers.reduce((sum, { heard }) => sum + heard.changes.length, 0);
}
