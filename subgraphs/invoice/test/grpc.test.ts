import { randomUUID } from 'node:crypto';
import type { MintToken } from '@fiscal/kit';
import { createGrpcClient } from '@fiscal/kit/grpc';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { invoiceIdOf } from '../src/domain/invoice-id.ts';
import { InvoiceServiceDefinition } from '../src/grpc/generated/invoice.ts';
import { ask, send, sendAndProcess } from './ask.ts';
import { buildDocument, issuerRfc, receiverRfc } from './document.ts';
import { type Service, startService, user } from './service.ts';

let service: Service;
beforeAll(async () => {
  service = await startService();
}, 60_000);
afterAll(() => service.stop());

/** The real client, as another service would make it. */
async function withClient<R>(
  work: (client: ReturnType<typeof clientOf>['client']) => Promise<R>,
  mint: MintToken = service.mints.analytics,
): Promise<R> {
  const { client, part } = clientOf(mint);
  try {
    return await work(client);
  } finally {
    await part.stop();
  }
}

function clientOf(mint: MintToken) {
  return createGrpcClient(InvoiceServiceDefinition, {
    address: service.grpcAddress(),
    audience: 'invoice',
    mint,
    service: 'analytics',
  });
}

async function idsOf(
  request: { organizationId?: string; updatedSince?: Date },
  identity?: ReturnType<typeof user>,
): Promise<readonly string[]> {
  return withClient(async (client) => {
    const ids: string[] = [];
    for await (const { invoice } of client.listInvoices(request, identity ? { identity } : {}))
      ids.push(invoice?.id ?? '');
    return ids;
  });
}

/** Rows as if they had been sent, in the shard of each issuer: what is read does not depend on how they came. */
async function insertMany(tenantId: string, count: number): Promise<void> {
  for (const [shard, pool] of service.shards.pools.entries()) {
    const client = await pool.connect();
    await client.query("begin; select set_config('app.tenant', '*', true)");
    await client.query(
      `insert into invoice (id, tenant_id, status, version, issuer_rfc, checksum, size_bytes, created_by, created_at, updated_at, resume_at)
       select '00' || $2 || '-0195a000-0000-7000-8000-' || lpad(n::text, 12, '0'), $1, 'ARCHIVED', 4, 'X', 'c', 1, 'u', now(), now(), now()
       from generate_series(1, $3::int) n`,
      [tenantId, String(shard), count],
    );
    await client.query('commit');
    client.release();
  }
}

describe('GetInvoice', () => {
  it('tells all there is to know', async () => {
    const analyst = user(service.newTenant([issuerRfc]));
    const uuid = randomUUID();
    const id = await sendAndProcess(
      service,
      analyst,
      buildDocument({
        uuid,
        attributes: { Total: '116.00' },
        taxes: '<cfdi:Impuestos TotalImpuestosTrasladados="16.00"/>',
      }),
    );
    const { invoice } = await withClient((client) =>
      client.getInvoice({ organizationId: analyst.tenantId, invoiceId: id }),
    );
    expect(invoice).toEqual({
      ...{
        id,
        organizationId: analyst.tenantId,
        status: 'INVOICE_STATUS_ARCHIVED',
        version: 4,
        uuid,
        type: 'DOCUMENT_TYPE_INCOME',
      },
      ...{
        issuerRfc,
        issuerName: 'EMISOR DE PRUEBA',
        receiverRfc,
        receiverName: 'RECEPTOR ÑANDÚ',
        issuedAt: '2025-03-10T09:15:00',
      },
      ...{
        currency: 'MXN',
        subtotal: '100.00',
        discount: '',
        taxesTransferred: '16.00',
        taxesWithheld: '',
        total: '116.00',
      },
      ...{ createdAt: expect.any(Date), updatedAt: expect.any(Date), createdBy: analyst.userId },
    });
  });

  it('leaves empty what is not known yet', async () => {
    const analyst = user(service.newTenant([issuerRfc]));
    const { data } = await send(service, analyst, buildDocument());
    const { invoice } = await withClient((client) =>
      client.getInvoice({ organizationId: analyst.tenantId, invoiceId: data.createInvoice.invoice.id }),
    );
    expect(invoice).toMatchObject({
      status: 'INVOICE_STATUS_PENDING',
      type: 'DOCUMENT_TYPE_UNSPECIFIED',
      uuid: '',
      total: '',
    });
  });

  it('is refused for an invoice that the organisation does not have, or that is none', async () => {
    const analyst = user(service.newTenant([issuerRfc]));
    const other = service.newTenant([]);
    const { data } = await send(service, analyst, buildDocument());
    const { id } = data.createInvoice.invoice;
    const refused = { kind: 'not_found', code: 'INVOICE_NOT_FOUND' };
    await withClient(async (client) => {
      await expect(client.getInvoice({ organizationId: other, invoiceId: id })).rejects.toMatchObject(refused);
      await expect(client.getInvoice({ invoiceId: id }, { identity: user(other) })).rejects.toMatchObject(refused);
      await expect(client.getInvoice({ organizationId: other, invoiceId: 'none' })).rejects.toMatchObject(refused);
      await expect(client.getInvoice({ organizationId: '*', invoiceId: id })).rejects.toMatchObject(refused);
      await expect(
        client.getInvoice({ organizationId: other, invoiceId: invoiceIdOf('X', randomUUID()) }),
      ).rejects.toMatchObject(refused);
    });
  });

  it('shows a user the own organisation, and nobody another', async () => {
    const analyst = user(service.newTenant([issuerRfc]));
    const { data } = await send(service, analyst, buildDocument());
    const { id } = data.createInvoice.invoice;
    await withClient(async (client) => {
      expect(await client.getInvoice({ invoiceId: id }, { identity: analyst })).toMatchObject({ invoice: { id } });
      const asked = { organizationId: analyst.tenantId, invoiceId: id };
      await expect(client.getInvoice(asked, { identity: user('other') })).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(client.getInvoice(asked, { identity: { kind: 'anonymous', via: 'gateway' } })).rejects.toMatchObject(
        { code: 'UNAUTHENTICATED' },
      );
      await expect(client.getInvoice({ invoiceId: id })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    });
  });

  it('is refused without a token of the right audience', async () => {
    const elsewhere: MintToken = (_, identity) => service.mints.analytics('auth', identity);
    const none: MintToken = async () => '';
    for (const mint of [elsewhere, none]) {
      await withClient(
        (client) =>
          expect(client.getInvoice({ organizationId: 'a', invoiceId: 'b' })).rejects.toMatchObject({
            code: 'UNAUTHENTICATED',
          }),
        mint,
      );
    }
  });
});

describe('ListInvoices', () => {
  it('streams every invoice of an organisation once, over pages and shards', async () => {
    const tenantId = service.newTenant([]);
    await insertMany(tenantId, 1_100);
    const ids = await idsOf({ organizationId: tenantId });
    expect(ids).toHaveLength(2_200);
    expect(new Set(ids).size).toBe(2_200);
    expect(await idsOf({}, user(tenantId, 'viewer'))).toHaveLength(2_200);
    await expect(idsOf({ organizationId: tenantId }, user('other'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await service.shards.query('delete from invoice where tenant_id = $1', [tenantId]);
  });

  it('streams those of all organisations to a service that names none', async () => {
    const sent: string[] = [];
    for (const issuer of [issuerRfc, receiverRfc, 'AAA010101AAA']) {
      sent.push(
        (await send(service, user(service.newTenant([])), buildDocument({ issuer }))).data.createInvoice.invoice.id,
      );
    }
    expect(await idsOf({})).toEqual(expect.arrayContaining(sent));
  });

  it('streams those that changed since', async () => {
    const analyst = user(service.newTenant([issuerRfc]));
    const [early] = [await sendAndProcess(service, analyst, buildDocument())];
    service.clock.offsetMs = 1_000;
    const since = service.now();
    const late = await sendAndProcess(service, analyst, buildDocument());
    service.clock.offsetMs = 0;
    expect(await idsOf({ organizationId: analyst.tenantId, updatedSince: since })).toEqual([late]);
    expect(await idsOf({ organizationId: analyst.tenantId })).toEqual([early, late]);
  });

  it('reads no faster than the reader takes, and stops when the reader leaves', async () => {
    const tenantId = service.newTenant([]);
    await insertMany(tenantId, 20_000);
    const pagesRead = () => service.shards.statements().filter((sql) => sql.includes('order by updated_at')).length;
    pagesRead();
    await withClient(async (client) => {
      for await (const { invoice } of client.listInvoices({ organizationId: tenantId })) {
        expect(invoice?.organizationId).toBe(tenantId);
        // Plenty of time for one who does not wait for its reader.
        for (let n = 0; n < 50; n += 1) await ask(service, user(tenantId), '{ invoices(first: 1) { nodes { id } } }');
        break;
      }
    });
    // 80 pages hold all; a few fill the buffers in between.
    expect(pagesRead()).toBeLessThan(20);
    await service.shards.query('delete from invoice where tenant_id = $1', [tenantId]);
  }, 60_000);
});
