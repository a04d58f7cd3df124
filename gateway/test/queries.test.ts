import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../test/eventually.ts';
import { type House, startHouse } from './house.ts';
import { person } from './issuer.ts';

describe('queries and mutations through the gateway', () => {
  let house: House;
  let token: string;

  beforeAll(async () => {
    house = await startHouse();
    token = await house.issuer.token();
    const rows = Array.from({ length: 100 }, (_, index) => {
      const id = `inv-${index}`;
      return [id, { id, status: 'ARCHIVED', version: 4, issuerRfc: `RFC${index % 10}`, total: '10.50' }] as const;
    });
    house.ledger.invoices.set('tenant-a', new Map(rows));
  });
  afterAll(() => house.stop());
  beforeEach(() => {
    house.ledger.seen.length = 0;
  });

  const list = `{ invoices(first: 100) { nodes { id issuer { rfc stats { archived } } notifications { title } } } }`;

  it('answers a list of 100 invoices with issuer, stats and notifications by three calls', async () => {
    const { status, body, headers } = await house.ask(list, { token });
    expect(status).toBe(200);
    expect(body.errors).toBeUndefined();
    const { nodes } = (body.data as { invoices: { nodes: unknown[] } }).invoices;
    expect(nodes).toHaveLength(100);
    expect(nodes[42]).toEqual({
      id: 'inv-42',
      issuer: { rfc: 'RFC2', stats: { archived: 7 } },
      notifications: [{ title: 'About inv-42' }],
    });
    expect(headers.get('x-fiscal-subgraph-calls')).toBe('3');
  });

  it('tells each subgraph who asks, in a token made for that subgraph', async () => {
    await house.ask(list, { token });
    expect(house.ledger.seen.map(({ subgraph }) => subgraph).sort()).toEqual(['analytics', 'invoice', 'notification']);
    for (const { identity } of house.ledger.seen) {
      expect(identity).toMatchObject({ kind: 'user', via: 'gateway', userId: 'user-a', tenantId: 'tenant-a' });
    }
  });

  it('lets a caller without a token sign in, as nobody', async () => {
    const { status, body } = await house.ask(
      'mutation { login(input: { email: "x", password: "y" }) { accessToken } }',
    );
    expect(status).toBe(200);
    expect(body.errors).toEqual([
      { message: 'e-mail or password is wrong', path: ['login'], extensions: { code: 'INVALID_CREDENTIALS' } },
    ]);
    expect(house.ledger.seen).toEqual([{ subgraph: 'auth', identity: { kind: 'anonymous', via: 'gateway' } }]);
  });

  it("passes a subgraph's UNAUTHENTICATED on as the error of a field, not of the request", async () => {
    const { status, body } = await house.ask('mutation { refreshToken(refreshToken: "used") { accessToken } }');
    expect(status).toBe(200);
    expect(body.errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'UNAUTHENTICATED' }]);
  });

  it('asks nobody for what needs a signed-in user when there is none, and says so at each place', async () => {
    const { status, body, headers } = await house.ask('{ me { id } count: unreadNotificationCount }');
    expect(status).toBe(200);
    expect(body.data).toEqual({ me: null, count: null });
    expect(body.errors).toEqual(
      ['me', 'count'].map((name) => ({
        message: expect.any(String),
        path: [name],
        extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
      })),
    );
    expect(headers.get('x-fiscal-subgraph-calls')).toBe('0');
    expect(house.ledger.seen).toEqual([]);
  });

  it('never believes identity headers that a client sends', async () => {
    await house.ask('mutation { login(input: { email: "x", password: "y" }) { accessToken } }', {
      headers: { 'x-user-id': 'user-b', 'x-tenant': 'tenant-b', 'x-tenant-id': 'tenant-b' },
    });
    expect(house.ledger.seen).toEqual([{ subgraph: 'auth', identity: { kind: 'anonymous', via: 'gateway' } }]);
  });

  it('shows each tenant its own', async () => {
    const stranger = await house.issuer.token(person('user-b', 'tenant-b'));
    const query = '{ invoice(id: "inv-1") { id } }';
    expect((await house.ask(query, { token })).body.data).toEqual({ invoice: { id: 'inv-1' } });
    expect((await house.ask(query, { token: stranger })).body.data).toEqual({ invoice: null });
  });

  it('masks a fault of a subgraph, and gives the id that finds it in the log', async () => {
    const { body, headers } = await house.ask(
      'mutation { login(input: { email: "x", password: "bug" }) { accessToken } }',
      {
        headers: { 'x-correlation-id': 'find-me-1' },
      },
    );
    expect(headers.get('x-correlation-id')).toBe('find-me-1');
    expect(body.errors).toEqual([
      { message: 'internal error', path: ['login'], extensions: { code: 'INTERNAL', correlationId: 'find-me-1' } },
    ]);
    expect(JSON.stringify(body)).not.toMatch(/secret-host|ECONNREFUSED|auth|stack/);
  });

  it('gives what is there when a subgraph is gone, and all of it when it is back', async () => {
    const query = '{ invoice(id: "inv-1") { total notifications { id } } other: invoice(id: "inv-2") { total } }';
    await house.subgraphs.notification?.stop();
    const { status, body } = await house.ask(query, { token });
    expect(status).toBe(200);
    expect(body.data).toEqual({ invoice: { total: '10.50', notifications: null }, other: { total: '10.50' } });
    expect(body.errors).toEqual([
      {
        message: 'a part of the graph is not available now',
        path: ['invoice', 'notifications'],
        extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
      },
    ]);
    await house.subgraphs.notification?.start();
    await eventually(async () => expect((await house.ask(query, { token })).body.errors).toBeUndefined());
  });
});
