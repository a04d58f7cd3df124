import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readInvoice, sendInvoice } from '../deploy/local/demo/questions.ts';
import { signIn } from '../deploy/local/seed.ts';
import { until } from '../deploy/local/until.ts';
import { createDraw, day } from './documents.ts';
import { type House, openHouse } from './house.ts';
import { post } from './questions.ts';

const query = `query All($date: Date!) {
  me { email }
  invoices(first: 1) { nodes { id status issuer { rfc stats { archived } } notifications { kind } } }
  dailyReport(date: $date) { archived }
  unreadNotificationCount
}`;

type Answer = {
  readonly data: {
    readonly me: { email: string } | null;
    readonly invoices: { nodes: { id: string; issuer: { stats: unknown }; notifications: unknown }[] } | null;
    readonly dailyReport: { archived: number } | null;
    readonly unreadNotificationCount: number | null;
  } | null;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
};

let house: House;
let analyst: string;

async function askAll(): Promise<Answer> {
  const body = JSON.stringify({ query, variables: { date: day } });
  const { text } = await post(house.urls.gateway, body, { authorization: `Bearer ${analyst}` });
  // Read by the test alone, which says what it expects of it.
  return JSON.parse(text) as Answer;
}

/** Nothing is away, and what was archived is counted: who counts it hears of it later than who archived it. */
function untilWhole(): Promise<Answer> {
  return until('a whole answer', 60_000, async () => {
    const answer = await askAll();
    return answer.errors || answer.data?.dailyReport?.archived !== 1 ? undefined : answer;
  });
}

/** Takes a service away, asks, and gives it back. */
async function askWithout(service: string): Promise<Answer> {
  await untilWhole();
  await house.process(service).suspend();
  const answer = await askAll();
  house.process(service).resume();
  return answer;
}

beforeAll(async () => {
  house = await openHouse();
  const { gateway } = house.urls;
  analyst = await signIn(gateway, 'analyst@norte.example');
  const id = await sendInvoice(gateway, analyst, { xml: createDraw(7)('valid').xml });
  await until('the document to be archived', 60_000, async () => {
    return (await readInvoice(gateway, analyst, id))?.status === 'ARCHIVED' ? true : undefined;
  });
}, 180_000);

afterAll(async () => {
  expect(await house?.close()).toEqual([]);
}, 60_000);

describe('a service that is away', () => {
  it('takes only its own fields along: analytics', async () => {
    const { data, errors = [] } = await askWithout('analytics');
    expect(data).toMatchObject({ me: { email: 'analyst@norte.example' }, dailyReport: null });
    expect(data?.invoices?.nodes).toMatchObject([{ status: 'ARCHIVED', issuer: { stats: null } }]);
    expect(data?.unreadNotificationCount).not.toBeNull();
    expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(new Set(['SUBGRAPH_UNAVAILABLE']));
  }, 90_000);

  it('takes only its own fields along: notification', async () => {
    const { data, errors = [] } = await askWithout('notification');
    expect(data?.invoices?.nodes).toMatchObject([{ status: 'ARCHIVED', notifications: null }]);
    expect(data).toMatchObject({ dailyReport: { archived: 1 }, unreadNotificationCount: null });
    expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(new Set(['SUBGRAPH_UNAVAILABLE']));
  }, 90_000);

  it('takes only its own fields along: auth, whose tokens stay good', async () => {
    const { data } = await askWithout('auth');
    expect(data).toMatchObject({ me: null, dailyReport: { archived: 1 } });
    expect(data?.invoices?.nodes).toMatchObject([{ status: 'ARCHIVED', issuer: { stats: { archived: 1 } } }]);
  }, 90_000);

  it('comes back by itself', async () => {
    expect(await untilWhole()).toMatchObject({ data: { dailyReport: { archived: 1 } } });
  }, 90_000);
});
