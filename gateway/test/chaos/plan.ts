import { createRandom, type Random } from './random.ts';

export const transports = ['WebSocket', 'server-sent events', 'multipart', 'EventSource'] as const;
export type Transport = (typeof transports)[number];

/** One who watches, and when it goes away: at those events, for so many milliseconds. */
export type PlannedClient = {
  readonly name: string;
  readonly tenant: string;
  readonly transport: Transport;
  /** What it wants to hear of; all when absent. `PENDING` is always among them. */
  readonly statuses: readonly string[] | undefined;
  /** Whether it asks for more than the event says. */
  readonly asksMore: boolean;
  readonly drops: readonly { readonly at: number; readonly awayMs: number }[];
};

export type PlannedEvent = {
  readonly tenant: string;
  readonly invoice: string;
  readonly version: number;
  readonly status: string;
};

export type Fault = {
  readonly at: number;
  readonly what: 'kill replica' | 'stop replica' | 'kill redis' | 'kill broker' | 'restart broker';
  readonly replica: number;
  readonly downMs: number;
};

export type Plan = {
  readonly clients: readonly PlannedClient[];
  readonly events: readonly PlannedEvent[];
  readonly faults: readonly Fault[];
};

export type Size = { readonly clients: number; readonly events: number; readonly faults: number };

export const tenants = ['tenant-a', 'tenant-b', 'tenant-c'] as const;
export const replicas = 2;
const invoicesEach = 40;
const statuses = ['PENDING', 'PROCESSING', 'VALIDATED', 'ARCHIVED', 'REJECTED', 'FAILED', 'CANCELLED'] as const;
const kinds = ['kill replica', 'stop replica', 'kill redis', 'kill broker', 'restart broker'] as const;

/** Everything that is going to happen, by a seed. */
export function makePlan(seed: number, size: Size): Plan {
  const random = createRandom(seed);
  return {
    clients: Array.from({ length: size.clients }, (_, n) => planClient(n, size.events, random)),
    events: planEvents(size.events, random),
    faults: Array.from({ length: size.faults }, (_, n) => planFault(n, size, random)),
  };
}

/** All invoices of an organisation. */
export function invoicesOf(tenant: string): string[] {
  return Array.from({ length: invoicesEach }, (_, n) => `${tenant}-i-${n}`);
}

function planClient(n: number, events: number, random: Random): PlannedClient {
  const drops = Array.from({ length: random.below(4) }, () => ({
    at: random.below(events),
    awayMs: 50 + random.below(3_000),
  }));
  return {
    name: `client-${n}`,
    tenant: random.pick(tenants),
    transport: transports[n % transports.length] ?? 'WebSocket',
    statuses: random.below(3) === 0 ? ['PENDING', random.pick(statuses), random.pick(statuses)] : undefined,
    asksMore: random.below(4) === 0,
    drops: drops.sort((a, b) => a.at - b.at),
  };
}

function planEvents(count: number, random: Random): PlannedEvent[] {
  const versions = new Map<string, number>();
  return Array.from({ length: count }, () => {
    const tenant = random.pick(tenants);
    const invoice = `${tenant}-i-${random.below(invoicesEach)}`;
    const version = (versions.get(invoice) ?? 0) + 1;
    versions.set(invoice, version);
    return { tenant, invoice, version, status: random.pick(statuses) };
  });
}

/** Spread over the run, each in a stretch of its own, every kind in turn. */
function planFault(n: number, { events, faults }: Size, random: Random): Fault {
  const stretch = events / (faults + 1);
  return {
    at: Math.floor(stretch * (n + 0.5) + random.below(Math.max(1, Math.floor(stretch / 2)))),
    what: kinds[n % kinds.length] ?? 'kill replica',
    replica: random.below(replicas),
    downMs: 200 + random.below(2_500),
  };
}
