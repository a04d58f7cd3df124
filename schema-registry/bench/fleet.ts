import { Agent, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { routerQueries } from '../test/uplink-client.ts';

/** Routers that poll an endpoint. */
export type Fleet = {
  /** Has each of them ask what to run for the first time, and once more with what it runs then. */
  begin(): Promise<void>;
  /** Has each of them poll every so often, evenly spread; gives how many milliseconds each poll took. */
  poll(intervalMs: number, durationMs: number): Promise<readonly number[]>;
  stop(): void;
};

/** Makes a fleet whose polls ask as the Apollo Router does, each with a name of its own. */
export function createFleet(endpoint: string, apiKey: string, size: number): Fleet {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const running = Array.from({ length: size }, () => '');
  const ask = async (router: number): Promise<void> => {
    const variables = { apiKey, graph_ref: 'fiscal@current', ifAfterId: running[router] || null };
    const headers = { 'content-type': 'application/json', 'x-router-instance': `router-${router}` };
    const body = JSON.stringify({ query: routerQueries.router, variables });
    const answer = (await new Promise<unknown>((resolve, reject) => {
      const asked = request(endpoint, { agent, method: 'POST', headers }, (response) => resolve(json(response)));
      asked.on('error', reject).end(body);
    })) as { data: { routerConfig: { __typename: string; id: string } } };
    const { __typename, id } = answer.data.routerConfig;
    if (__typename === 'FetchError') throw new Error(JSON.stringify(answer));
    running[router] = id;
  };
  const all = Array.from({ length: size }, (_, router) => router);
  return {
    async begin() {
      for (let round = 0; round < 2; round++) for (const router of all) await ask(router);
    },
    async poll(intervalMs, durationMs) {
      const latencies: number[] = [];
      const endsAt = performance.now() + durationMs;
      const live = async (router: number) => {
        await delay((router / size) * intervalMs);
        for (let dueAt = performance.now(); dueAt < endsAt; dueAt += intervalMs) {
          await delay(Math.max(dueAt - performance.now(), 0));
          const begunAt = performance.now();
          await ask(router);
          latencies.push(performance.now() - begunAt);
        }
      };
      await Promise.all(all.map(live));
      return latencies;
    },
    stop: () => agent.destroy(),
  };
}
