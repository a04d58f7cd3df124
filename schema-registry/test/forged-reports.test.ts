import { Report } from '@apollo/usage-reporting-protobuf';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../test/eventually.ts';
import { publishAll } from './publish.ts';
import { type RegistryHouse, startRegistryHouse } from './registry-house.ts';
import { postUplink, routerQueries } from './uplink-client.ts';

let house: RegistryHouse;
beforeAll(async () => {
  house = await startRegistryHouse();
  await publishAll(house, 'shop@current', [{ name: 'a', sdl: 'type Query { a: Int }' }]);
});
afterAll(() => house.stop());

const seconds = () => Math.floor(Date.now() / 1_000);
const most = Number.MAX_SAFE_INTEGER;
const references = {
  inputTypes: { In: { fieldNames: { a: { references: most, nullReferences: most, missing: most } } } },
};
const stats = (clientName: string, count = 1) => ({
  context: { clientName, clientVersion: '1' },
  queryLatencyStats: { requestCount: count, requestsWithErrorsCount: count },
  extendedReferences: count === most ? references : {},
});
const query = (key: string, ...statsWithContext: readonly object[]) => ({
  [key]: { statsWithContext, referencedFieldsByType: { Query: { fieldNames: ['a'] } } },
});

async function report(tracesPerQuery: Record<string, object>, endTime: object = { seconds: seconds(), nanos: 0 }) {
  const body = Report.encode({ header: { graphRef: 'shop@current' }, endTime, tracesPerQuery }).finish();
  const headers = { 'x-api-key': house.adminKey };
  return (await fetch(`${house.url}/api/ingress/traces`, { method: 'POST', headers, body })).status;
}

describe('a report', () => {
  it.each([
    ['after all times', { seconds: most, nanos: 0 }],
    ['before all times', { seconds: -most, nanos: 0 }],
    ['before there were any computers', { seconds: -8_000_000_000_000, nanos: 0 }],
  ])('from %s is taken or refused, and never a fault of ours', async (_, endTime) => {
    expect([200, 400]).toContain(await report(query('# Time\n{a}', stats('web')), endTime));
  });

  it('with more than a number can hold does not keep later ones out', async () => {
    for (let count = 0; count < 3; count++) {
      expect(await report(query('# Many\n{a}', ...Array.from({ length: 1_100 }, () => stats('web', most))))).toBe(200);
    }
    expect(await report(query('# Many\n{a}', stats('web')))).toBe(200);
  });

  it.each([
    ['an operation', query('# A\0\n{a}', stats('web'))],
    ['a client', query('# A\n{a}', stats('we\0b'))],
    [
      'a field',
      {
        '# A\n{a}': { statsWithContext: [stats('web')], referencedFieldsByType: { 'Que\0ry': { fieldNames: ['a'] } } },
      },
    ],
    ['a name of all objects', query('__proto__', stats('__proto__'))],
  ])('with a zero in %s is no fault of ours', async (_, queries) => {
    expect([200, 400]).toContain(await report(queries));
  });

  it('of very many clients has most of them counted as one', async () => {
    const clients = Array.from({ length: 3_000 }, (_, index) => stats(`client ${index}`));
    expect(await report(query('# Clients\n{a}', ...clients))).toBe(200);
    const { rows } = await house.look((db) =>
      db.query(`select count(*)::int as clients, sum(requests)::int as requests from usage_hour
        join usage_operation using (graph_id, variant, signature_hash) where name = 'Clients'`),
    );
    expect(rows[0].requests).toBe(3_000);
    expect(rows[0].clients).toBeLessThan(1_100);
  });
});

describe('an hour that has very many clients', () => {
  it('has others counted as one, and goes on telling apart those that it knows', async () => {
    expect(await report(query('# Hour\n{a}', stats('known')))).toBe(200);
    await house.look((db) =>
      db.query(`insert into usage_hour (graph_id, variant, signature_hash, client_name, client_version, hour, requests, errors)
        select graph_id, variant, signature_hash, 'made up ' || made, '', hour, 1, 0
        from usage_hour join usage_operation using (graph_id, variant, signature_hash), generate_series(1, 50000) made
        where name = 'Hour'`),
    );
    expect(await report(query('# Hour\n{a}', stats('known'), stats('new 1'), stats('new 2')))).toBe(200);
    const { rows } = await house.look((db) =>
      db.query(`select client_name as name, sum(requests)::int as requests from usage_hour
        join usage_operation using (graph_id, variant, signature_hash)
        where name = 'Hour' and client_name not like 'made up%' group by 1 order by 1`),
    );
    expect(rows).toEqual([
      { name: '', requests: 2 },
      { name: 'known', requests: 2 },
    ]);
  });
});

describe('a router', () => {
  const poll = (ifAfterId: string, instance: string, text: string = routerQueries.gateway) => {
    const variables = { apiKey: house.adminKey, ref: 'shop@current', ifAfterId };
    return postUplink(house.url, { query: text, variables }, { 'x-router-instance': instance });
  };

  it('that says it runs what no database takes does not keep others from being written down', async () => {
    for (const [index, said] of ['\0', 'a\ud800', 'x'.repeat(1_000)].entries()) await poll(said, `odd ${index}`);
    await poll('none', 'honest');
    await eventually(async () => {
      const { rows } = await house.look((db) => db.query('select instance from router order by instance'));
      expect(rows.map(({ instance }) => instance)).toEqual(['honest', 'odd 0', 'odd 1', 'odd 2']);
    });
  });

  it('is given a supergraph once, under however many names it asks for it', async () => {
    const many = (field: string, count: number) =>
      Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ');
    const asked = (fields: string) =>
      `query ($apiKey: String!, $ref: String!, $ifAfterId: ID) { ${fields.replaceAll('()', '(ref: $ref, apiKey: $apiKey, ifAfterId: $ifAfterId)')} }`;
    const config = 'routerConfig() { ... on RouterConfigResult { supergraphSDL } }';
    for (const fields of [
      many(config, 60),
      `routerConfig() { ... on RouterConfigResult { ${many('supergraphSDL', 60)} } }`,
    ]) {
      const { status, body } = await poll('none', 'greedy', asked(fields));
      expect({ status, data: body.data ?? null }).toEqual({ status: 400, data: null });
    }
    expect((await poll('none', 'greedy', asked(config))).status).toBe(200);
  });
});
