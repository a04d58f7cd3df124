import { randomUUID } from 'node:crypto';
import type { UserIdentity } from '@fiscal/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bucketOf } from '../src/domain/invoice-id.ts';
import { ask, codeOf, send, sendAndProcess } from './ask.ts';
import { buildDocument } from './document.ts';
import { type Service, startService, user } from './service.ts';

let service: Service;
let analyst: UserIdentity;
let stranger: UserIdentity;
const issuers = ['EKU9003173C9', 'URE180429TM6', 'AAA010101AAA', 'BBB010101BB1'];
const kept: { id: string; uuid: string; issuer: string; issuedAt: string; status: string }[] = [];

// 100 documents of four issuers in both shards, of ten days; every tenth is rejected.
beforeAll(async () => {
  service = await startService();
  analyst = user(service.newTenant(issuers));
  stranger = user(service.newTenant(issuers));
  for (let n = 0; n < 100; n += 1) {
    const issuer = issuers[n % 4] ?? '';
    const issuedAt = `2025-03-${String(10 + (n % 10)).padStart(2, '0')}T${n % 2 ? '00:00:00' : '23:59:59'}`;
    const uuid = randomUUID().toUpperCase();
    const status = n % 10 === 0 ? 'REJECTED' : 'ARCHIVED';
    const attributes = status === 'REJECTED' ? { Total: '1.00' } : {};
    const id = await sendAndProcess(service, analyst, buildDocument({ issuer, issuedAt, uuid, attributes }));
    kept.unshift({ id, uuid, issuer, issuedAt, status });
  }
}, 120_000);
afterAll(() => service.stop());

type Connection = {
  readonly invoices: {
    readonly nodes: readonly { readonly id: string }[];
    readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
};

const page = `query ($first: Int!, $after: String, $filter: InvoiceFilter) {
  invoices(first: $first, after: $after, filter: $filter) { nodes { id } edges { cursor node { id } } pageInfo { hasNextPage endCursor } }
}`;

async function pageOf(identity: UserIdentity, variables: object): Promise<Connection['invoices']> {
  return (await ask<Connection>(service, identity, page, variables)).data.invoices;
}

/** All invoices of the identity, page by page. */
async function walk(identity: UserIdentity, first: number): Promise<readonly string[]> {
  const seen: string[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < 101; pages += 1) {
    const { edges, pageInfo }: Connection['invoices'] = await pageOf(identity, { first, after });
    seen.push(...edges.map(({ node }) => node.id));
    expect(pageInfo.endCursor).toBe(edges.at(-1)?.cursor);
    if (!pageInfo.hasNextPage) return seen;
    after = pageInfo.endCursor;
  }
  throw new Error('the pages do not end');
}

async function idsOf(identity: UserIdentity, filter: object, first = 100): Promise<readonly string[]> {
  const { data } = await ask<Connection>(service, identity, page, { first, filter });
  return data.invoices.nodes.map(({ id }) => id);
}

describe('invoices', () => {
  it('come newest first, from both shards', async () => {
    expect(new Set(issuers.map((issuer) => bucketOf(issuer) % 2)).size).toBe(2);
    expect(await idsOf(analyst, {})).toEqual(kept.map(({ id }) => id));
  });

  it.each([1, 7, 50, 99, 100])('come in pages of %d without a gap or a repetition', async (first) => {
    expect(await walk(analyst, first)).toEqual(kept.map(({ id }) => id));
  });

  it('keep their order when many were made in the same millisecond', async () => {
    const other = user(service.newTenant(issuers));
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => send(service, other, buildDocument({ issuer: issuers[n % 4] ?? '' }))),
    );
    await service.shards.query('update invoice set created_at = $2 where tenant_id = $1', [
      other.tenantId,
      service.now(),
    ]);
    const all = await idsOf(other, {});
    expect(new Set(all).size).toBe(20);
    const seen = await walk(other, 3);
    expect(seen).toEqual(all);
    expect(seen).toEqual([...seen].sort().reverse());
  });

  it('can be filtered by status, issuer and day of issue', async () => {
    const those = (keep: (invoice: (typeof kept)[number]) => boolean) => kept.filter(keep).map(({ id }) => id);
    expect(await idsOf(analyst, { status: ['REJECTED'] })).toEqual(those(({ status }) => status === 'REJECTED'));
    expect(await idsOf(analyst, { status: ['REJECTED', 'ARCHIVED'] })).toHaveLength(100);
    expect(await idsOf(analyst, { status: [] })).toEqual([]);
    expect(await idsOf(analyst, { issuer: issuers[0] })).toEqual(those(({ issuer }) => issuer === issuers[0]));
    expect(await idsOf(analyst, { issuedFrom: '2025-03-12', issuedTo: '2025-03-13' })).toEqual(
      those(({ issuedAt }) => issuedAt >= '2025-03-12' && issuedAt < '2025-03-14'),
    );
    expect(await idsOf(analyst, { issuedTo: '2025-03-10', status: ['REJECTED'], issuer: issuers[2] })).toEqual(
      those(
        ({ issuedAt, status, issuer }) => issuedAt < '2025-03-11' && status === 'REJECTED' && issuer === issuers[2],
      ),
    );
  });

  it('of one issuer are asked of one shard', async () => {
    service.shards.statements();
    await idsOf(analyst, { issuer: issuers[0] });
    expect(service.shards.statements()).toHaveLength(1);
  });

  it.each([
    { first: 0 },
    { first: 101 },
    { first: 5, after: 'x' },
    { first: 5, filter: { issuer: 'x' } },
    { first: 5, filter: { issuedTo: '1' } },
  ])('are refused INVALID_INPUT for %j', async (variables) => {
    expect(codeOf(await ask(service, analyst, page, variables))).toBe('INVALID_INPUT');
  });
});

describe('the number of SQL statements', () => {
  const fields = 'id status issuer { rfc } receiver { rfc } findings { code } timeline { to }';
  const list = `query ($first: Int!) { invoices(first: $first) { nodes { ${fields} } } }`;
  const entities = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Invoice { ${fields} } } }`;

  it.each([10, 100])('for a list of %d is two for each of page, findings and timelines', async (first) => {
    service.shards.statements();
    const { errors } = await ask(service, analyst, list, { first });
    expect(errors).toBeUndefined();
    expect(service.shards.statements()).toHaveLength(6);
  });

  it('for 100 entities is two for each of invoices, findings and timelines', async () => {
    const representations = kept.map(({ id }) => ({ __typename: 'Invoice', id }));
    service.shards.statements();
    const { data } = await ask<{ _entities: readonly { id: string; timeline: readonly object[] }[] }>(
      service,
      analyst,
      entities,
      { representations },
    );
    expect(data._entities.map(({ id }) => id)).toEqual(kept.map(({ id }) => id));
    expect(data._entities.every(({ timeline }) => timeline.length >= 3)).toBe(true);
    expect(service.shards.statements()).toHaveLength(6);
  });
});

describe('one invoice', () => {
  const byUuid = 'query ($uuid: ID!, $issuer: RFC) { invoiceByUuid(uuid: $uuid, issuer: $issuer) { id } }';
  type Found = { readonly invoiceByUuid: { readonly id: string } | null };

  it('is found by UUID in any shard, in any case, and in one shard when the issuer is named', async () => {
    for (const { id, uuid, issuer } of kept.slice(1, 5)) {
      expect((await ask<Found>(service, analyst, byUuid, { uuid: uuid.toLowerCase() })).data.invoiceByUuid).toEqual({
        id,
      });
      service.shards.statements();
      expect((await ask<Found>(service, analyst, byUuid, { uuid, issuer })).data.invoiceByUuid).toEqual({ id });
      expect(service.shards.statements()).toHaveLength(1);
    }
  });

  it('is nothing for a UUID that nobody has, or that is none', async () => {
    for (const uuid of [randomUUID(), 'none', ''])
      expect((await ask<Found>(service, analyst, byUuid, { uuid })).data.invoiceByUuid).toBeNull();
  });

  it('is the one that is kept when another of the same UUID was rejected', async () => {
    const uuid = randomUUID();
    const good = await sendAndProcess(service, stranger, buildDocument({ uuid }));
    await sendAndProcess(service, stranger, buildDocument({ uuid, attributes: { Folio: '2' } }));
    expect((await ask<Found>(service, stranger, byUuid, { uuid })).data.invoiceByUuid).toEqual({ id: good });
  });
});

describe('a taxpayer', () => {
  it('is resolved by its RFC, for others to add to', async () => {
    const query =
      '{ _entities(representations: [{ __typename: "Taxpayer", rfc: "EKU9003173C9" }]) { ... on Taxpayer { rfc } } }';
    expect((await ask(service, analyst, query)).data).toEqual({ _entities: [{ rfc: 'EKU9003173C9' }] });
  });
});
