import { gzipSync } from 'node:zlib';
import { Report } from '@apollo/usage-reporting-protobuf';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RegistryHouse, startRegistryHouse } from './registry-house.ts';

const sdl = `type Query { me: User  old: Int @deprecated(reason: "gone soon") }
type User @key(fields: "id") { id: ID!  name: String  nick: String @deprecated(reason: "use name") }`;
const publish = `mutation ($sdl: String!) { graph(id: "shop") {
  publishSubgraph(name: "users", url: "http://u", revision: "", activePartialSchema: { sdl: $sdl }, graphVariant: "prod") { wasCreated }
} }`;
const usage = `{ graph(id: "shop") { variant(name: "prod") {
  fieldUsage { coordinate requests clients { name version requests } }
  operationUsage { name document requests errors clients { name } }
  users: operationUsage(coordinate: "User.name") { name }
  fieldsToRetire { coordinate deprecated lastSeen }
} } }`;

type Refused = { readonly errors: readonly { readonly extensions: { readonly code: string } }[] };
const codeIn = (answer: unknown) => (answer as Refused).errors[0]?.extensions.code;

describe('usage reports', () => {
  let house: RegistryHouse;
  const report = (body: Uint8Array, key: string = house.adminKey) =>
    fetch(`${house.url}/api/ingress/traces`, { method: 'POST', headers: { 'x-api-key': key }, body });
  const stats = (clientName: string, requestCount: number, requestsWithErrorsCount = 0) => ({
    context: { clientName, clientVersion: '1.0' },
    queryLatencyStats: { requestCount, requestsWithErrorsCount },
  });
  const message = (tracesPerQuery: Record<string, object>, graphRef = 'shop@prod') =>
    Report.encode({
      header: { graphRef },
      endTime: { seconds: Math.floor(Date.now() / 1_000), nanos: 0 },
      tracesPerQuery,
    }).finish();
  const used = {
    '# Me\nquery Me{me{name nick}}': {
      statsWithContext: [stats('web', 3, 1), stats('ios', 1)],
      referencedFieldsByType: { Query: { fieldNames: ['me'] }, User: { fieldNames: ['name', 'nick'] } },
    },
  };

  beforeAll(async () => {
    house = await startRegistryHouse();
    await house.ask(publish, { sdl });
  });
  afterAll(() => house.stop());

  it('are added up, packed or not, and tell who uses what, and what nobody does', async () => {
    const first = await report(gzipSync(message(used)));
    expect([first.status, await first.json()]).toEqual([200, { tracesIgnored: true }]);
    expect((await report(message(used))).status).toBe(200);
    const { data } = await house.ask(usage);
    const clients = [
      { name: 'web', version: '1.0', requests: 6 },
      { name: 'ios', version: '1.0', requests: 2 },
    ];
    const names = [{ name: 'web' }, { name: 'ios' }];
    expect(data).toEqual({
      graph: {
        variant: {
          fieldUsage: [
            { coordinate: 'Query.me', requests: 8, clients },
            { coordinate: 'User.name', requests: 8, clients },
            { coordinate: 'User.nick', requests: 8, clients },
          ],
          operationUsage: [{ name: 'Me', document: 'query Me{me{name nick}}', requests: 8, errors: 2, clients: names }],
          users: [{ name: 'Me' }],
          fieldsToRetire: [
            { coordinate: 'Query.old', deprecated: 'gone soon', lastSeen: null },
            { coordinate: 'User.nick', deprecated: 'use name', lastSeen: expect.any(String) },
            { coordinate: 'User.id', deprecated: null, lastSeen: null },
          ],
        },
      },
    });
  });

  it('can be taken along as a table', async () => {
    const address = `${house.url}/api/usage/fields-to-retire?ref=shop@prod&format=csv`;
    const response = await fetch(address, { headers: { 'x-api-key': house.adminKey } });
    expect(await response.text()).toMatch(
      /^field,deprecated,last asked for\r\nQuery.old,gone soon,\r\nUser.nick,use name,\d{4}-\S+Z\r\nUser.id,,\r\n$/,
    );
    expect((await fetch(address)).status).toBe(404);
  });

  it('are refused when they are none, too large, for what is not there, or by who may not', async () => {
    const codeOf = async (response: Response) => [response.status, codeIn(await response.json())];
    expect(await codeOf(await report(Buffer.from('<html>')))).toEqual([400, 'REPORT_UNREADABLE']);
    expect(await codeOf(await report(gzipSync(Buffer.alloc(60 * 1024 * 1024))))).toEqual([400, 'REPORT_UNREADABLE']);
    expect(await codeOf(await report(Buffer.alloc(6 * 1024 * 1024)))).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    expect(await codeOf(await report(message(used, 'shop@nowhere')))).toEqual([404, 'UNKNOWN_REF']);
    expect(await codeOf(await report(message(used), 'service:shop:forged'))).toEqual([401, 'UNAUTHENTICATED']);
    const { rows } = await house.look((db) => db.query('select sum(requests)::int as sum from usage_hour'));
    expect(rows).toEqual([{ sum: 8 }]);
  });
});
