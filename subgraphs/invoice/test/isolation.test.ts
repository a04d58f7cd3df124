import { randomUUID } from 'node:crypto';
import type { UserIdentity } from '@fiscal/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, codeOf, sendAndProcess } from './ask.ts';
import { buildDocument, issuerRfc } from './document.ts';
import { type Service, startService, user } from './service.ts';

let service: Service;
let analyst: UserIdentity;
let id: string;
const uuid = randomUUID();

beforeAll(async () => {
  service = await startService();
  analyst = user(service.newTenant([issuerRfc]));
  id = await sendAndProcess(service, analyst, buildDocument({ uuid }));
}, 60_000);
afterAll(() => service.stop());

const list = 'query ($after: String) { invoices(first: 1, after: $after) { nodes { id } pageInfo { endCursor } } }';
type Listed = {
  readonly invoices: {
    readonly nodes: readonly { readonly id: string }[];
    readonly pageInfo: { readonly endCursor: string };
  };
};

describe('another organisation', () => {
  const everything = `query ($id: ID!, $uuid: ID!, $representations: [_Any!]!) {
    invoice(id: $id) { id } invoiceByUuid(uuid: $uuid) { id }
    _entities(representations: $representations) { ... on Invoice { id status timeline { to } findings { code } } }
  }`;

  it('sees nothing, whatever it asks for', async () => {
    const outsider = user(service.newTenant([issuerRfc]), 'admin');
    const variables = { id, uuid, representations: [{ __typename: 'Invoice', id }] };
    expect((await ask(service, outsider, everything, variables)).data).toEqual({
      invoice: null,
      invoiceByUuid: null,
      _entities: [null],
    });
    const { data } = await ask<Listed>(service, analyst, list);
    expect(data.invoices.nodes).toEqual([{ id }]);
    const after = data.invoices.pageInfo.endCursor;
    for (const variables of [{}, { after }]) {
      expect((await ask<Listed>(service, outsider, list, variables)).data.invoices.nodes).toEqual([]);
    }
  });

  it('sees nothing even where a statement forgets the tenant', async () => {
    const outsider = service.newTenant([]);
    for (const table of ['invoice', 'invoice_transition', 'invoice_finding', 'idempotency_claim']) {
      for (const pool of service.shards.pools) {
        const client = await pool.connect();
        await client.query(`begin; select set_config('app.tenant', '${outsider}', true)`);
        const { rows } = await client.query(`select 1 from ${table}`);
        const { rowCount } = await client.query(`delete from ${table}`);
        client.release(true);
        expect([rows, rowCount]).toEqual([[], 0]);
      }
    }
  });

  it('cannot store in the name of this one', async () => {
    for (const pool of service.shards.pools) {
      const client = await pool.connect();
      await client.query(`begin; select set_config('app.tenant', '${service.newTenant([])}', true)`);
      const insert = `insert into idempotency_claim values ($1, 'key', 'c', 'i', now())`;
      await expect(client.query(insert, [analyst.tenantId])).rejects.toThrow('row-level security');
      client.release(true);
    }
  });
});

describe('whoever is not a user', () => {
  it.each(['anonymous', 'service'] as const)('as %s is refused every read', async (kind) => {
    const identity = { kind, via: 'gateway' };
    for (const query of [
      '{ invoice(id: "x") { id } }',
      '{ invoiceByUuid(uuid: "x") { id } }',
      '{ invoices { nodes { id } } }',
    ]) {
      expect(codeOf(await ask(service, identity, query))).toBe('UNAUTHENTICATED');
    }
    const entities = '{ _entities(representations: [{ __typename: "Invoice", id: "x" }]) { __typename } }';
    expect(codeOf(await ask(service, identity, entities))).toBe('UNAUTHENTICATED');
  });
});
