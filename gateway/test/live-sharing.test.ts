import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { JWTPayload } from 'jose';
import { type Events, startEvents } from './events.ts';
import { eventually } from './eventually.ts';
import { type House, startHouse } from './house.ts';
import { person } from './issuer.ts';
import { type Heard, watchByWebSocket } from './watch.ts';

jest.setTimeout(120_000);

const changes = 'subscription { invoiceStatusChanged { id version total } }';

describe('subscriptions to the same', () => {
  let events: Events;
  let house: House;
  const watching: Heard[] = [];

  beforeAll(async () => {
    events = await startEvents();
    house = await startHouse({ KAFKA_BROKERS: events.brokers });
    const row = { id: 'i-1', status: 'ARCHIVED', version: 9, issuerRfc: 'EKU9003173C9', total: '116.00' };
    house.ledger.invoices.set('tenant-a', new Map([['i-1', row]]));
    house.ledger.invoices.set('tenant-b', new Map([['i-1', { ...row, total: '7.00' }]]));
  });
  afterEach(async () => {
    for (const each of watching.splice(0)) each.stop();
    await eventually(() => expect(house.openSubscriptions()).toBe(0));
    house.ledger.seen.splice(0);
  });
  afterAll(async () => {
    await house.stop();
    await events.stop();
  });

  const watch = async (claims: JWTPayload, count = 1): Promise<readonly Heard[]> => {
    const open = house.openSubscriptions();
    const token = await house.issuer.token(claims);
    const heard = Array.from({ length: count }, () => watchByWebSocket(house.url, changes, { token }));
    watching.push(...heard);
    await eventually(() => expect(house.openSubscriptions()).toBe(open + count));
    return heard;
  };
  const callers = () =>
    house.ledger.seen.filter(({ subgraph }) => subgraph === 'invoice').map(({ identity }) => identity);
  const told = (version: number, total: string) => ({
    data: { invoiceStatusChanged: { id: 'i-1', version, total } },
    extensions: { cursor: expect.any(String) },
  });

  it('ask the subgraphs once for an event, and are given the same', async () => {
    const all = await watch(person('user-a', 'tenant-a'), 20);
    await events.changed('tenant-a', 'i-1', 'ARCHIVED', 1);
    await eventually(() => expect(all.map(({ results }) => results)).toEqual(all.map(() => [told(1, '116.00')])));
    expect(callers()).toHaveLength(1);
  });

  it.each<[string, JWTPayload]>([
    ['another user', person('user-b', 'tenant-a')],
    ['another role', { ...person('user-a', 'tenant-a'), roles: ['viewer'] }],
    ['another tier', person('user-a', 'tenant-a', 'free')],
    ['another scope', { ...person('user-a', 'tenant-a'), scope: 'books:close' }],
    ['another session', { ...person('user-a', 'tenant-a'), sid: 'another' }],
  ])('never share with %s what subgraphs are asked for', async (_, claims) => {
    const own = await watch(person('user-a', 'tenant-a'), 2);
    const others = await watch(claims, 2);
    await events.changed('tenant-a', 'i-1', 'ARCHIVED', 2);
    await eventually(() => expect([...own, ...others].map(({ results }) => results.length)).toEqual([1, 1, 1, 1]));
    expect(callers()).toHaveLength(2);
    expect(new Set(callers().map((identity) => JSON.stringify(identity))).size).toBe(2);
  });

  it('never share with another organisation, whatever is the same', async () => {
    const [own] = await watch(person('user-a', 'tenant-a'));
    const [others] = await watch(person('user-a', 'tenant-b'));
    await events.changed('tenant-a', 'i-1', 'ARCHIVED', 3);
    await events.changed('tenant-b', 'i-1', 'ARCHIVED', 4);
    await eventually(() => {
      expect(own?.results).toEqual([told(3, '116.00')]);
      expect(others?.results).toEqual([told(4, '7.00')]);
    });
  });

  it('that are different ask for the entities of one batch of events together, on behalf of the same caller', async () => {
    const rows = ['i-1', 'i-2', 'i-3', 'i-4'].map((id) => [
      id,
      { id, status: 'A', version: 1, issuerRfc: 'R', total: id },
    ]);
    house.ledger.invoices.set('tenant-c', new Map(rows as never));
    const token = await house.issuer.token(person('user-a', 'tenant-c'));
    const queries = ['EKU9003173C9', 'XAXX010101000'].map(
      (issuer) => `subscription { invoiceStatusChanged(issuer: "${issuer}") { id total } }`,
    );
    const heard = queries.map((query) => watchByWebSocket(house.url, query, { token }));
    watching.push(...heard);
    await eventually(() => expect(house.openSubscriptions()).toBe(2));
    const publish = (id: string, issuer: string) => events.changed('tenant-c', id, 'ARCHIVED', 1, issuer);
    for (let round = 0; round < 10; round++) {
      await Promise.all([
        publish('i-1', 'EKU9003173C9'),
        publish('i-2', 'XAXX010101000'),
        publish('i-3', 'EKU9003173C9'),
      ]);
    }
    await eventually(() => expect(heard.map(({ results }) => results.length)).toEqual([20, 10]));
    for (const { results } of heard) {
      for (const { data } of results) {
        const change = data?.invoiceStatusChanged as { id: string; total: string } | undefined;
        expect(change?.total).toBe(change?.id);
      }
    }
    expect(callers().length).toBeLessThan(30);
  });
});
