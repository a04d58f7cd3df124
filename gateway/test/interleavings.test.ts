import { setTimeout as wait } from 'node:timers/promises';
import { createVerifyToken, type Identity } from '@fiscal/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SubgraphSettings } from '../src/traffic/options.ts';
import { bodyOf, callOf, clientOf, gatewayJwks, json, query, startOddSubgraph, userOf } from './odd-subgraph.ts';

/** Who asks, what for, how long before the next one does, and how long the subgraph takes for it. */
type Step = { readonly who: number; readonly what: number; readonly pauseMs: number; readonly takesMs: number };

const interleavings = 1_000;
const plenty = 20_000;

/** Two users, one of them a second time with fewer rights, and one who did not sign in. */
const callers: Identity[] = [
  userOf('ana'),
  userOf('bela'),
  { ...userOf('ana'), roles: [] },
  { ...userOf('ana'), scopes: ['read'] },
  { kind: 'anonymous', via: 'gateway' },
];

const verify = createVerifyToken('hidden', gatewayJwks);

/** A subgraph that takes its time, and a client of it whose equal queries share an answer. */
async function openLane(shared: SubgraphSettings) {
  let takesMs = 0;
  const odd = await startOddSubgraph(async (request, response) => {
    const identity = await verify(request.headers.authorization?.replace('Bearer ', ''));
    const asked = await bodyOf(request);
    if (takesMs > 0) await wait(takesMs);
    json({ data: { identity, asked, language: request.headers['accept-language'] ?? null } })(request, response);
  });
  const client = await clientOf(odd.url, { ...shared, deduplicate: true, headers: { propagate: ['accept-language'] } });
  return {
    client,
    /** From now on. */
    take(ms: number): void {
      takesMs = ms;
    },
    async ask({ who, what }: Pick<Step, 'who' | 'what'>, more = {}) {
      // Admission gives out one object per token, but nothing may depend on that.
      const identity = who % 2 === 0 ? (callers[who] as Identity) : structuredClone(callers[who] as Identity);
      const call = callOf(plenty, { identity, ...more });
      const { data } = await client.send({ ...query, body: `{"query":"{a${what}}"}` }, call);
      return { data, sent: call.sent() };
    },
    async stop() {
      await client.stop();
      await odd.stop();
    },
  };
}
type Lane = Awaited<ReturnType<typeof openLane>>;

describe.each([
  { connections: 64, pipelining: 1 },
  { connections: 2, pipelining: 8 },
])('equal queries under way at the same time, $pipelining on a connection,', (shared) => {
  /** Interleavings wait most of the time, so several are played at once, each kind on a lane of its own. */
  let lanes: readonly Lane[];
  let lane: Lane;
  beforeAll(async () => {
    lane = await openLane(shared);
    lanes = [lane, ...(await Promise.all([1, 2, 3].map(() => openLane(shared))))];
  });
  afterAll(() => Promise.all(lanes.map(({ stop }) => stop())));

  it(`give each user their own answer, in ${interleavings} interleavings`, async () => {
    let asked = 0;
    let sent = 0;
    const step = fc.record({
      who: fc.nat({ max: callers.length - 1 }),
      what: fc.nat({ max: 1 }),
      pauseMs: fc.constantFrom(0, 0, 0, 1, 2),
      takesMs: fc.constantFrom(0, 0, 1, 3),
    });
    const interleaving = fc.array(step, { minLength: 2, maxLength: 12 });
    const propertyOf = ({ take, ask }: Lane) =>
      fc.asyncProperty(interleaving, async (steps) => {
        const answers: Promise<void>[] = [];
        for (const each of steps) {
          take(each.takesMs);
          answers.push(
            ask(each).then((answer) => {
              expect(answer.data).toMatchObject({ identity: callers[each.who], asked: `{"query":"{a${each.what}}"}` });
              sent += answer.sent;
            }),
          );
          asked++;
          if (each.pauseMs > 0) await wait(each.pauseMs);
        }
        await Promise.all(answers);
      });
    const numRuns = interleavings / lanes.length;
    await Promise.all(lanes.map((each, at) => fc.assert(propertyOf(each), { numRuns, seed: 20_261_121 + at })));
    // Otherwise nothing was shown: enough of them did wait for another's answer.
    expect(sent).toBeLessThan(asked * 0.9);
  }, 120_000);

  it('are sent once, and nobody writes into another one’s answer', async () => {
    lane.take(50);
    const steps = Array.from({ length: 10 }, () => ({ who: 0, what: 0 }));
    const answers = await Promise.all(steps.map((step) => lane.ask(step)));
    expect(answers.reduce((total, { sent }) => total + sent, 0)).toBe(1);
    for (const { data } of answers) {
      expect(data).not.toHaveProperty('mine');
      Object.assign(data ?? {}, { mine: true });
    }
  });

  it('are sent apart when a header that goes along differs', async () => {
    lane.take(50);
    const of = (language: string) => lane.ask({ who: 0, what: 0 }, { clientHeaders: { 'accept-language': language } });
    const [first, second, third] = await Promise.all([of('es'), of('en'), of('es')]);
    expect([first?.data?.language, second?.data?.language, third?.data?.language]).toEqual(['es', 'en', 'es']);
    expect([first?.sent, second?.sent, third?.sent]).toEqual([1, 1, 0]);
  });

  it('are let down by none of those who leave before the answer is there', async () => {
    lane.take(1_000);
    const step = { who: 0, what: 0 };
    const gone = new AbortController();
    const leaves = lane.ask(step, { signal: gone.signal });
    const hurries = lane.ask(step, { deadlineAt: Date.now() + 300 });
    const stays = lane.ask(step);
    const hasTime = lane.ask(step, { deadlineAt: Date.now() + 2 * plenty });
    gone.abort();
    await expect(leaves).rejects.toMatchObject({ code: 'CLIENT_GONE' });
    await expect(hurries).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect((await stays).data).toMatchObject({ identity: callers[0] });
    expect((await hasTime).sent).toBe(1);
  });

  it('are sent as often as they are asked when they are mutations', async () => {
    lane.take(50);
    const calls = [callOf(plenty), callOf(plenty)];
    await Promise.all(calls.map((call) => lane.client.send({ ...query, type: 'mutation' }, call)));
    expect(calls.map((call) => call.sent())).toEqual([1, 1]);
  });
});
