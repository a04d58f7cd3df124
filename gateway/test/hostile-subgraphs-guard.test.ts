import { describe, expect, test } from '@jest/globals';
import { eventually } from '../../test/eventually.ts';
import type { SubgraphSettings } from '../src/traffic/options.ts';
import type { SubgraphClient } from '../src/traffic/subgraph-client.ts';
import { bodyOf, callOf, clientOf, json, mutation, query, socketOf, startOddSubgraph } from './odd-subgraph.ts';

const good = json({ data: { a: 1 } });
const plenty = 10_000;
/** Tells a wait for its own time from one for the subgraph's, on a machine that is busy. */
const boundMs = plenty / 2;

/** A subgraph and a client of it, made for one test, so that the tests wait side by side. */
async function openPair() {
  const odd = await startOddSubgraph(good);
  let client: SubgraphClient;
  const codeOf = (request: typeof query | typeof mutation, leftMs = plenty) =>
    client.send(request, callOf(leftMs)).then(
      () => 'answered',
      (error: { code: string }) => error.code,
    );
  return {
    odd,
    async use(settings: SubgraphSettings) {
      client = await clientOf(odd.url, settings);
      return client;
    },
    codeOf,
    allOf: (count: number, request: typeof query | typeof mutation, leftMs?: number) =>
      Promise.all(Array.from({ length: count }, () => codeOf(request, leftMs))),
    async stop() {
      await odd.stop();
      await client.stop();
    },
  };
}
type Pair = Awaited<ReturnType<typeof openPair>>;

const it = (name: string, play: (pair: Pair) => Promise<void>) =>
  test.concurrent(name, async () => {
    const pair = await openPair();
    await play(pair).finally(pair.stop);
  });

describe('a subgraph that fails', () => {
  it('is asked once more for a query whose connection broke, never for a mutation', async ({ odd, use }) => {
    const client = await use({});
    let failures = 1;
    odd.behave = (request, response) => (failures-- > 0 ? socketOf(response).destroy() : good(request, response));
    const call = callOf(plenty);
    await expect(client.send(query, call)).resolves.toMatchObject({ data: { a: 1 } });
    expect(call.sent()).toBe(2);
    failures = 1;
    const write = callOf(plenty);
    await expect(client.send(mutation, write)).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    expect(write.sent()).toBe(1);
    expect(odd.heard).toHaveLength(3);
  });

  it('is asked once more when it says 503, not when it says 500, lies or is slow', async ({ odd, use, codeOf }) => {
    await use({ breaker: { failureShare: 2 } });
    odd.behave = json({ errors: [{ message: 'busy' }] }, 503);
    await codeOf(query);
    expect(odd.heard).toHaveLength(2);
    for (const behave of [json('no', 500), json('{', 200), () => undefined]) {
      odd.behave = behave;
      odd.heard.length = 0;
      await codeOf(query, 1_000);
      expect(odd.heard).toHaveLength(1);
    }
  });

  it('is asked again within a tenth of the calls and a reserve of ten', async ({ odd, use, codeOf }) => {
    await use({ breaker: { failureShare: 2 } });
    odd.behave = (_, response) => socketOf(response).destroy();
    const calls = 100;
    for (let index = 0; index < calls; index++) expect(await codeOf(query)).toBe('SUBGRAPH_UNAVAILABLE');
    const again = odd.heard.length - calls;
    expect(again).toBeGreaterThan(5);
    expect(again).toBeLessThanOrEqual(calls / 10 + 10);
  });

  it('is left alone once it failed often, and asked by one at a time until it is back', async ({
    odd,
    use,
    codeOf,
    allOf,
  }) => {
    await use({ retryShare: 0, breaker: { openMs: 2_000 } });
    odd.behave = (_, response) => socketOf(response).destroy();
    for (let index = 0; index < 5; index++) await codeOf(query);
    odd.heard.length = 0;
    expect(new Set(await allOf(50, query))).toEqual(new Set(['SUBGRAPH_UNAVAILABLE']));
    expect(odd.heard).toHaveLength(0);
    odd.behave = () => undefined;
    await eventually(async () => {
      await allOf(20, query, 200);
      expect(odd.heard.length).toBeGreaterThan(0);
    });
    expect(odd.heard).toHaveLength(1);
    odd.behave = good;
    await eventually(async () => expect(await codeOf(query)).toBe('answered'));
    expect(await allOf(20, query)).toEqual(Array.from({ length: 20 }, () => 'answered'));
  });

  it('is left alone when it hangs, too, but not for what the request had no time for', async ({
    odd,
    use,
    codeOf,
    allOf,
  }) => {
    await use({ timeoutMs: 2_000, breaker: { openMs: 60_000, maxOpenMs: 60_000 } });
    odd.behave = () => undefined;
    // Short beside the subgraph's own time, and long enough for all to be sent by a busy machine.
    await allOf(20, query, 900);
    expect(odd.heard.length).toBe(20);
    expect(new Set(await allOf(20, query))).toEqual(new Set(['DEADLINE_EXCEEDED']));
    odd.heard.length = 0;
    expect(await codeOf(query)).toBe('SUBGRAPH_UNAVAILABLE');
    expect(odd.heard).toHaveLength(0);
  });

  it('is refused or not there at all: the same, and it comes back', async ({ odd, use, codeOf }) => {
    await use({ breaker: { openMs: 50 } });
    const port = Number(odd.url.port);
    await odd.stop();
    for (let index = 0; index < 10; index++) expect(await codeOf(query)).toBe('SUBGRAPH_UNAVAILABLE');
    const again = await startOddSubgraph(good, port);
    await eventually(async () => expect(await codeOf(query)).toBe('answered'));
    await again.stop();
  });

  it('gets so many calls at a time, so many wait for at most their time, and the rest is refused at once', async ({
    odd,
    use,
    allOf,
  }) => {
    await use({ connections: 4, queue: 6 });
    let underWay = 0;
    let most = 0;
    odd.behave = (_, response) => {
      most = Math.max(most, ++underWay);
      response.on('close', () => underWay--);
    };
    const begunAt = Date.now();
    const codes = await allOf(15, query, 900);
    expect(codes.filter((code) => code === 'SUBGRAPH_UNAVAILABLE')).toHaveLength(5);
    expect(codes.filter((code) => code === 'DEADLINE_EXCEEDED')).toHaveLength(10);
    expect(Date.now() - begunAt).toBeLessThan(boundMs);
    expect(most).toBe(4);
    expect(odd.heard).toHaveLength(4);
    await eventually(() => expect(odd.connections()).toBe(0));
  });

  it('is told what is left of the time, the wait in the queue included', async ({ odd, use, allOf }) => {
    await use({ connections: 1 });
    odd.behave = (request, response) => void setTimeout(() => good(request, response), 150);
    await allOf(2, query, plenty);
    const [first, second] = odd.heard.map(({ headers }) => Number(headers['x-timeout-ms']));
    expect(first).toBeLessThanOrEqual(plenty);
    expect(first).toBeGreaterThan(plenty / 2);
    expect(second).toBeLessThanOrEqual((first ?? 0) - 100);
  });

  it('is not kept busy with a query whose client has gone; a mutation goes on', async ({ odd, use }) => {
    const client = await use({});
    odd.behave = () => undefined;
    const client1 = new AbortController();
    const read = client.send(query, callOf(plenty, { signal: client1.signal }));
    let written = '';
    const write = client.send(mutation, callOf(3_000, { signal: client1.signal }));
    await eventually(() => expect(odd.heard).toHaveLength(2));
    for (const request of odd.heard) void bodyOf(request).then((body) => (written += body));
    const leftAt = Date.now();
    client1.abort();
    await expect(read).rejects.toMatchObject({ code: 'CLIENT_GONE' });
    expect(Date.now() - leftAt).toBeLessThan(boundMs);
    await eventually(() => expect(odd.connections()).toBe(1));
    await expect(write).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(written).toContain('mutation');
    await expect(client.send(query, callOf(plenty, { signal: client1.signal }))).rejects.toMatchObject({
      code: 'CLIENT_GONE',
    });
  });

  it('answers from its last good value while it is away, as long as that may be, and says so', async ({ odd, use }) => {
    const client = await use({ retryShare: 0, breaker: { openMs: 60_000, maxOpenMs: 60_000 } });
    const fresh = { ...query, maxStaleMs: 60_000 };
    expect(await client.send(fresh, callOf(plenty))).toMatchObject({ data: { a: 1 } });
    odd.behave = (_, response) => socketOf(response).destroy();
    const told: unknown[] = [];
    const stale = (subgraph: string, ageMs: number) => void told.push([subgraph, ageMs >= 0 && ageMs < plenty]);
    for (let index = 0; index < 8; index++) {
      const answer = await client.send(fresh, callOf(plenty, { stale }));
      expect(answer).toMatchObject({ data: { a: 1 } });
      // Whoever gets it may write into it.
      Object.assign(answer.data ?? {}, { a: 'changed' });
    }
    expect(told).toEqual(Array.from({ length: 8 }, () => ['hidden', true]));
    expect(odd.heard.length).toBeLessThan(8);
    const other = callOf(plenty, { identity: { kind: 'anonymous', via: 'gateway' } });
    await expect(client.send(fresh, other)).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    for (const request of [query, { ...fresh, maxStaleMs: 1 }, { ...fresh, body: '{}' }, { ...fresh, ...mutation }]) {
      await expect(client.send(request, callOf(plenty))).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    }
  });

  it('lets what is under way come to its end when the client is stopped', async ({ odd, use, allOf }) => {
    const client = await use({});
    odd.behave = (request, response) => void setTimeout(() => good(request, response), 200);
    const asked = allOf(5, query);
    await Promise.all([client.stop(), expect(asked).resolves.toEqual(Array.from({ length: 5 }, () => 'answered'))]);
    await eventually(() => expect(odd.connections()).toBe(0));
  });
});
