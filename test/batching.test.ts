import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { z } from 'zod';
import { sendInvoice } from '../deploy/local/demo/questions.ts';
import { norte, partners } from '../deploy/local/samples/taxpayers.ts';
import { signIn } from '../deploy/local/seed.ts';
import { until } from '../deploy/local/until.ts';
import { createDraw, day } from './documents.ts';
import { type House, openHouse } from './house.ts';
import { post, readNotices, readReport } from './questions.ts';

const draw = createDraw(100);
const few = 10;
const many = 100;
/** Reads of a request; what relays, deliveries and health checks do on their own is about other tables or locks rows. */
const ofRequests = /\bfrom (invoice|invoice_transition|invoice_finding|notification|preference)\b/i;
const ofBackground = /outbox|inbox|delivery|skip locked/i;
const query = `query List($first: Int!) { invoices(first: $first) { nodes {
  id status findings { code } timeline { to }
  issuer { rfc stats { archived totals { currency total } } }
  receiver { rfc stats { archived } }
  notifications { id kind title } } } }`;
const answerSchema = z.object({
  data: z.object({ invoices: z.object({ nodes: z.array(z.object({ notifications: z.array(z.unknown()) })) }) }),
  errors: z.undefined().optional(),
});

let house: House;
let gateway: string;
let analyst: string;

beforeAll(async () => {
  house = await openHouse({ EXPOSE_SUBGRAPH_CALLS: 'true' });
  gateway = house.urls.gateway;
  analyst = await signIn(gateway, 'analyst@norte.example');
  for (let sent = 0; sent < many; sent += few) {
    await Promise.all(Array.from({ length: few }, (_, index) => sendInvoice(gateway, analyst, { xml: drawOf(index) })));
  }
  await until('all to be archived, counted and told of', 60_000, async () => {
    const { archived } = await readReport(gateway, analyst, day);
    const notices = await readNotices(gateway, analyst);
    return archived === many && notices.length === many;
  });
  await executeSql("alter system set log_statement = 'all'", 'select pg_reload_conf()');
  await until('Postgres to log statements', 10_000, async () => {
    await executeSql('select 1');
    return house.lines.some((line) => line.includes('statement: select 1'));
  });
}, 240_000);

afterAll(async () => {
  expect(await house?.close()).toEqual([]);
}, 60_000);

/** From several issuers, so that several shards and several taxpayers take part. */
function drawOf(index: number): string {
  const issuers = [norte, ...partners];
  return draw('valid', { issuer: issuers[index % issuers.length] ?? norte }).xml;
}

async function executeSql(...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: house.databaseUrl('postgres') });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

type Cost = { readonly listed: number; readonly subgraphCalls: number; readonly statements: number };

/** Lists so many invoices and counts what the gateway and the databases had to do for it. */
async function costOf(first: number): Promise<Cost> {
  const begun = `select 'list ${randomUUID()}'`;
  const ended = `select 'list ${randomUUID()}'`;
  await executeSql(begun);
  const body = JSON.stringify({ query, variables: { first } });
  const { text, headers } = await post(gateway, body, { authorization: `Bearer ${analyst}` });
  const { nodes } = answerSchema.parse(JSON.parse(text)).data.invoices;
  expect(nodes.every((node) => node.notifications.length === 1)).toBe(true);
  await executeSql(ended);
  const lines = await until('the statements of the request', 10_000, () => {
    const [from, to] = [begun, ended].map((mark) => house.lines.findIndex((line) => line.includes(mark)));
    return to === undefined || to < 0 ? undefined : house.lines.slice(from, to);
  });
  const subgraphCalls = Number(headers.get('x-fiscal-subgraph-calls'));
  return { listed: nodes.length, subgraphCalls, statements: statementsIn(lines).length };
}

/** Statements may go over several lines: all but the first of them are indented. */
function statementsIn(lines: readonly string[]): string[] {
  const written = lines.filter((line) => line.includes(' postgres ')).join('\n');
  const statements = written.split(/LOG: {2}(?:execute|statement)/).slice(1);
  return statements.filter((statement) => ofRequests.test(statement) && !ofBackground.test(statement));
}

describe('a list of invoices with issuers, their figures, and notifications', () => {
  it('costs as many subgraph calls and SQL statements for 100 as for 10', async () => {
    await costOf(few);
    const small = await costOf(few);
    const large = await costOf(many);
    expect([small.listed, large.listed]).toEqual([few, many]);
    expect(small.subgraphCalls).toBeGreaterThanOrEqual(3);
    expect(small.statements).toBeGreaterThanOrEqual(3);
    expect({ ...large, listed: few }).toEqual(small);
  }, 60_000);
});
