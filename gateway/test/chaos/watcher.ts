import { setTimeout as delay } from 'node:timers/promises';
import type { Heard } from './check.ts';
import { type Body, connectBy } from './connect.ts';
import type { PlannedClient } from './plan.ts';

/** A client that goes on from its cursor, at any replica, for as long as it is not stopped. */
export type Watcher = {
  readonly heard: Heard;
  /** Errors that it was told of and that are neither gaps nor ends that were announced, by code. */
  readonly errors: ReadonlyMap<string, number>;
  /** How it stands, for people: since when it is connected, and when it heard something last. */
  standing(): string;
  /** Goes away for a while. */
  drop(awayMs: number): void;
  stop(): Promise<void>;
};

const shown = 'id status version';
/** Said by a gateway that is away, or on its way out, or has others to take back first. */
const passing = new Set(['GATEWAY_DRAINING', 'RESUBSCRIBE_LATER', 'EVENTS_UNAVAILABLE', 'EVENTS_GAP']);
const retryMs = 100;

/** Begins to watch. `replica` gives the address to go to next. */
export function watch(planned: PlannedClient, token: string, replica: () => string): Watcher {
  const changes: Heard['changes'][number][] = [];
  const gaps: number[] = [];
  const errors = new Map<string, number>();
  let cursor: string | undefined;
  let isStopped = false;
  let awayMs = 0;
  let leave = () => {};
  let openedAt = 0;
  let heardAt = 0;
  const note = (body: Body) => {
    heardAt = Date.now();
    const change = body.data?.change;
    const { code, count } = body.errors?.[0]?.extensions ?? {};
    if (change) changes.push({ invoice: change.id, version: change.version, status: change.status });
    if (code === 'EVENTS_GAP') gaps.push(Number(count));
    if (body.errors && !passing.has(String(code))) add(errors, `${code}: ${body.errors[0]?.message}`);
    cursor = body.extensions?.cursor ?? cursor;
  };
  const listen = () =>
    new Promise<void>((resolve) => {
      let isOver = false;
      openedAt = Date.now();
      const over = () => {
        isOver = true;
        resolve();
      };
      const close = connectBy[planned.transport](
        { url: replica(), token, ...queryOf(planned), cursor },
        // What arrives after it has gone away is as if it had been lost on the way.
        { result: (body) => isOver || note(body), ended: over },
      );
      leave = () => {
        over();
        close();
      };
    });
  const run = async () => {
    while (!isStopped) {
      await listen();
      leave();
      await delay(awayMs || retryMs);
      awayMs = 0;
    }
  };
  const running = run();
  return {
    heard: { changes, gaps },
    errors,
    standing: () =>
      `opened ${Date.now() - openedAt} ms ago, heard ${Date.now() - heardAt} ms ago by ${planned.transport}`,
    drop(ms) {
      awayMs = ms;
      leave();
    },
    async stop() {
      isStopped = true;
      leave();
      await running;
    },
  };
}

function queryOf({ statuses, asksMore }: PlannedClient) {
  const selection = asksMore ? `${shown} total` : shown;
  return {
    query: `subscription Watch($status: [InvoiceStatus!]) { change: invoiceStatusChanged(status: $status) { ${selection} } }`,
    variables: statuses ? { status: statuses } : {},
  };
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
