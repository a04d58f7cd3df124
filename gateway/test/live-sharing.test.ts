import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { JWTPayload } from 'jose';
import { eventually } from '../../test/eventually.ts';
import { person } from './issuer.ts';
import { invoiceRow, openLiveHouse } from './live-house.ts';
import type { Heard } from './watch.ts';

jest.setTimeout(120_000);

const changes = 'subscription { invoiceStatusChanged { id version total } }';

describe('subscriptions to the same', () => {
  const live = openLiveHouse();
  beforeAll(() => {
    live.house.ledger.invoices.set('tenant-b', new Map([['i-1', { ...invoiceRow, total: '7.00' }]]));
  });
  afterEach(() => {
    live.house.ledger.seen.splice(0);
  });

  const watch = async (claims: JWTPayload, count = 1): Promise<readonly Heard[]> => {
    const token = await live.house.issuer.token(claims);
    return Array.fromAsync({ length: count }, () => live.watchTaken(changes, { token }));
  };
  const callers = () =>
    live.house.ledger.seen.filter(({ subgraph }) => subgraph === 'invoice').map(({ identity }) => identity);
  const told = (version: number, total: string) => ({
    data: { invoiceStatusChanged: { id: 'i-1', version, total } },
    extensions: { cursor: expect.any(String) },
  });

  it('ask the subgraphs once for an event, and are given the same', async () => {
    const all = await watch(person('user-a', 'tenant-a'), 20);
    await live.events.changed('tenant-a', 'i-1', 'ARCHIVED', 1);
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
    await live.events.changed('tenant-a', 'i-1', 'ARCHIVED', 2);
    await eventually(() => expect([...own, ...others].map(({ results }) => results.length)).toEqual([1, 1, 1, 1]));
    expect(callers()).toHaveLength(2);
    expect(new Set(callers().map((identity) => JSON.stringify(identity))).size).toBe(2);
  });

  it('never share with another organisation, whatever is the same', async () => {
    const [own] = await watch(person('user-a', 'tenant-a'));
    const [others] = await watch(person('user-a', 'tenant-b'));
    await live.events.changed('tenant-a', 'i-1', 'ARCHIVED', 3);
    await live.events.changed('tenant-b', 'i-1', 'ARCHIVED', 4);
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
    live.house.ledger.invoices.set('tenant-c', new Map(rows as never));
    const token = await live.house.issuer.token(person('user-a', 'tenant-c'));
    const queries = ['EKU9003173C9', 'XAXX010101000'].map(
      (issuer) => `subscription { invoiceStatusChanged(issuer: "${issuer}") { id total } }`,
    );
    const heard = await Promise.all(queries.map((query) => live.watch(query, { token })));
    await eventually(() => expect(live.house.openSubscriptions()).toBe(2));
    const publish = (id: string, issuer: string) => live.events.changed('tenant-c', id, 'ARCHIVED', 1, issuer);
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
