import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { startHouse } from './house.ts';

const away = ['DEADLINE_EXCEEDED', 'SUBGRAPH_UNAVAILABLE'];

/** What the hostile subgraph can be told to do, and the codes its clients may get: one of them each, if there are any. */
export const misbehaviours: readonly (readonly [name: string, codes: readonly string[]])[] = [
  ['hangs', away],
  ['hangs in the body', away],
  ['drips', away],
  ['resets', away],
  ['resets in the body', away],
  ['a web page', away],
  ['wrong types', away],
  ['50 MB', away],
  ['no end', away],
  ['a gzip bomb', away],
  // What is in it is no answer to what was asked, which may be null.
  ['__proto__', []],
];

/** `waitedMs`: how long the gateway's thread worked meanwhile, on a machine that does other things as well. */
export type Asked = { readonly tookMs: number; readonly waitedMs: number; readonly codes: readonly unknown[] };
export type Seen = { readonly victims: readonly Asked[]; readonly others: readonly Asked[] };

export type Neighbours = {
  /** Has the hostile subgraph behave so from now on; `good` is well. */
  behave(name: string): Promise<void>;
  /** Clients of the hostile subgraph, and some of another one, ask for that long. */
  measure(forMs: number): Promise<Seen>;
  stop(): Promise<void>;
};

const report = '{ dailyReport(date: "2026-01-01") { archived } }';
const other = '{ unreadNotificationCount }';
const victims = 20;
const others = 4;
const everyMs = 20;
const wellMs = 20_000;

/** Opens a house one of whose subgraphs, in a process of its own, does as it is told, and that gives a request so long. */
export async function openNeighbours(requestTimeoutMs: number): Promise<Neighbours> {
  const hostile = fork(new URL('hostile-server.ts', import.meta.url), { execArgv: [] });
  const [{ port }] = await once(hostile, 'message');
  const house = await startHouse({
    ANALYTICS_URL: `http://127.0.0.1:${port}/`,
    REQUEST_TIMEOUT_MS: String(requestTimeoutMs),
    RATE_LIMIT_ENTERPRISE: '1000000000',
  });
  const token = await house.issuer.token();
  const ask = async (query: string): Promise<Asked> => {
    const begunAt = performance.now();
    const cpu = process.threadCpuUsage();
    const { body } = await house.ask(query, { token });
    const { user, system } = process.threadCpuUsage(cpu);
    const codes = body.errors?.map(({ extensions }) => extensions.code) ?? [];
    return { tookMs: performance.now() - begunAt, waitedMs: (user + system) / 1_000, codes };
  };
  const askUntil = async (endsAt: number, query: string, into: Asked[]) => {
    while (Date.now() < endsAt) {
      into.push(await ask(query));
      await wait(everyMs);
    }
  };
  return {
    async behave(name) {
      await tell(hostile, name);
      const endsAt = Date.now() + wellMs;
      // The breaker lets one through now and then, until it knows.
      while (name === 'good' && (await ask(report)).codes.length > 0 && Date.now() < endsAt) await wait(everyMs);
    },
    async measure(forMs) {
      const endsAt = Date.now() + forMs;
      const seen = { victims: [] as Asked[], others: [] as Asked[] };
      const asking = Array.from({ length: victims }, () => askUntil(endsAt, report, seen.victims));
      for (let index = 0; index < others; index++) asking.push(askUntil(endsAt, other, seen.others));
      await Promise.all(asking);
      return seen;
    },
    async stop() {
      hostile.kill();
      await house.stop();
    },
  };
}

async function tell(hostile: ChildProcess, name: string): Promise<void> {
  const heard = once(hostile, 'message');
  hostile.send(name);
  await heard;
}
