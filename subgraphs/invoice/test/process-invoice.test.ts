import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { blobName } from '../src/blobs/index.ts';
import { startProcessing } from '../src/domain/invoice.ts';
import { bucketOfId } from '../src/domain/invoice-id.ts';
import { ask, send, sendAndProcess } from './ask.ts';
import { buildDocument, issuerRfc, receiverRfc, sha256 } from './document.ts';
import { type Service, startService, user } from './service.ts';

let service: Service;
beforeAll(async () => {
  service = await startService();
}, 60_000);
afterAll(() => service.stop());

type Told = {
  readonly invoice: {
    readonly status: string;
    readonly version: number;
    readonly uuid: string | null;
    readonly findings: readonly { readonly code: string; readonly message: string; readonly path: string | null }[];
    readonly timeline: readonly {
      readonly from: string | null;
      readonly to: string;
      readonly version: number;
      readonly actor: string;
    }[];
  };
};

const details = `query ($id: ID!) { invoice(id: $id) {
  status version uuid findings { code message path } timeline { from to version at actor }
  type series folio issuerName receiver { rfc } receiverName issuedAt currency subtotal discount taxesTransferred taxesWithheld total
} }`;

async function told(tenantId: string, id: string): Promise<Told['invoice']> {
  return (await ask<Told>(service, user(tenantId, 'viewer'), details, { id })).data.invoice;
}

const eventsOf = (id: string) =>
  service.shards.query<{ type: string; version: number; status: string }>(
    `select event->>'type' as type, (event->>'aggregateVersion')::int as version, event->'data'->>'status' as status
     from outbox where key = $1 order by position`,
    [id],
  );

describe('processing', () => {
  it('archives a good document, step by step, each with its event', async () => {
    const analyst = user(service.newTenant([issuerRfc]));
    const uuid = randomUUID().toUpperCase();
    const id = await sendAndProcess(service, analyst, buildDocument({ uuid }));
    expect(await told(analyst.tenantId, id)).toMatchObject({
      ...{ status: 'ARCHIVED', version: 4, uuid, findings: [], type: 'INCOME', series: 'A', folio: '1' },
      ...{ issuerName: 'EMISOR DE PRUEBA', receiver: { rfc: receiverRfc }, receiverName: 'RECEPTOR ÑANDÚ' },
      ...{ issuedAt: '2025-03-10T09:15:00', currency: 'MXN', subtotal: '100.00', discount: null, total: '100.00' },
      timeline: [
        { from: null, to: 'PENDING', version: 1, actor: analyst.userId },
        { from: 'PENDING', to: 'PROCESSING', version: 2, actor: 'invoice' },
        { from: 'PROCESSING', to: 'VALIDATED', version: 3, actor: 'invoice' },
        { from: 'VALIDATED', to: 'ARCHIVED', version: 4, actor: 'invoice' },
      ],
    });
    expect(await eventsOf(id)).toEqual([
      { type: 'fiscal.invoice.created.v1', version: 1, status: 'PENDING' },
      { type: 'fiscal.invoice.processing.v1', version: 2, status: 'PROCESSING' },
      { type: 'fiscal.invoice.validated.v1', version: 3, status: 'VALIDATED' },
      { type: 'fiscal.invoice.archived.v1', version: 4, status: 'ARCHIVED' },
    ]);
  });

  it('does nothing more the second time, nor the tenth', async () => {
    const analyst = user(service.newTenant([issuerRfc]));
    const id = await sendAndProcess(service, analyst, buildDocument());
    await Promise.all(Array.from({ length: 10 }, () => service.processInvoice(analyst.tenantId, id)));
    expect(await eventsOf(id)).toHaveLength(4);
  });

  it('has one effect when it runs many times at once', async () => {
    const analyst = user(service.newTenant([issuerRfc]));
    const { data } = await send(service, analyst, buildDocument());
    const { id } = data.createInvoice.invoice;
    const attempts = await Promise.allSettled(
      Array.from({ length: 8 }, () => service.processInvoice(analyst.tenantId, id)),
    );
    for (const attempt of attempts)
      if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ kind: 'conflict' });
    await service.processInvoice(analyst.tenantId, id);
    expect((await eventsOf(id)).map(({ version }) => version)).toEqual([1, 2, 3, 4]);
  });

  it('rejects a document that breaks rules, and says which', async () => {
    const analyst = user(service.newTenant([issuerRfc]));
    const id = await sendAndProcess(
      service,
      analyst,
      buildDocument({ complement: '', attributes: { Total: '999.00' } }),
    );
    const invoice = await told(analyst.tenantId, id);
    expect(invoice).toMatchObject({ status: 'REJECTED', version: 3, uuid: null });
    expect(invoice.findings.map(({ code, path }) => [code, path])).toEqual([
      ['CFDI_STAMP_MISSING', '/cfdi:Comprobante'],
      ['CFDI_TOTALS', '/cfdi:Comprobante/@Total'],
    ]);
    const [event] = await service.shards.query<{ findings: object }>(
      `select event->'data'->'findings' as findings from outbox where key = $1 and event->>'type' = 'fiscal.invoice.rejected.v1'`,
      [id],
    );
    expect(event?.findings).toEqual(invoice.findings);
  });

  it.each([
    ['CFDI_ROOT', buildDocument().replaceAll('sat.gob.mx/cfd/4', 'sat.gob.mx/cfd/3')],
    ['CFDI_VERSION', buildDocument({ attributes: { Version: '4.1' } })],
    ['CFDI_ATTRIBUTE_MISSING', buildDocument({ attributes: { Exportacion: null } })],
    ['CFDI_ATTRIBUTE_INVALID', buildDocument({ attributes: { Fecha: 'yesterday' } })],
    ['CFDI_STAMP_MISSING', buildDocument({ complement: '' })],
    ['CFDI_UUID_INVALID', buildDocument({ uuid: 'none' })],
    ['CFDI_TOTALS', buildDocument({ attributes: { Total: '100.01' } })],
    ['NOT_A_PARTY', buildDocument({ issuer: 'AAA010101AAA', receiver: 'BBB010101BB1' })],
  ])('rejects with %s', async (code, document) => {
    const analyst = user(service.newTenant([issuerRfc, receiverRfc]));
    const id = await sendAndProcess(service, analyst, document);
    expect(await told(analyst.tenantId, id)).toMatchObject({ status: 'REJECTED', findings: [{ code }] });
  });

  it('takes documents that the organisation received, not only those it issued', async () => {
    const analyst = user(service.newTenant([receiverRfc]));
    const id = await sendAndProcess(service, analyst, buildDocument());
    expect(await told(analyst.tenantId, id)).toMatchObject({ status: 'ARCHIVED' });
  });

  it('asks auth again before it turns a document away, and not for one it takes', async () => {
    const analyst = user(service.newTenant([issuerRfc]));
    await sendAndProcess(service, analyst, buildDocument());
    const asked = service.authDoor.asked();
    await sendAndProcess(service, analyst, buildDocument());
    expect(service.authDoor.asked()).toBe(asked);
    service.rfcsOf.set(analyst.tenantId, [issuerRfc, 'CCC010101CC1']);
    const id = await sendAndProcess(
      service,
      analyst,
      buildDocument({ issuer: 'CCC010101CC1', receiver: 'DDD010101DD1' }),
    );
    expect(await told(analyst.tenantId, id)).toMatchObject({ status: 'ARCHIVED' });
  });
});

describe('a UUID', () => {
  it('is kept once: of many at the same time one is archived, the others are rejected', async () => {
    const analyst = user(service.newTenant([issuerRfc]));
    const uuid = randomUUID();
    const documents = Array.from({ length: 8 }, (_, n) =>
      buildDocument({ uuid: n % 2 ? uuid : uuid.toUpperCase(), attributes: { Folio: String(n) } }),
    );
    const ids = await Promise.all(documents.map((document) => sendAndProcess(service, analyst, document)));
    const invoices = await Promise.all(ids.map((id) => told(analyst.tenantId, id)));
    expect(invoices.filter(({ status }) => status === 'ARCHIVED')).toHaveLength(1);
    const rejected = invoices.filter(({ status }) => status === 'REJECTED');
    expect(rejected.map(({ findings }) => findings.map(({ code }) => code))).toEqual(Array(7).fill(['DUPLICATE_UUID']));
  });

  it('of a rejected document may come again', async () => {
    const analyst = user(service.newTenant([issuerRfc]));
    const uuid = randomUUID();
    await sendAndProcess(service, analyst, buildDocument({ uuid, attributes: { Total: '1.00' } }));
    const id = await sendAndProcess(service, analyst, buildDocument({ uuid }));
    expect(await told(analyst.tenantId, id)).toMatchObject({ status: 'ARCHIVED', uuid });
  });

  it('may be kept by each of two organisations', async () => {
    const document = buildDocument();
    for (const rfc of [issuerRfc, receiverRfc]) {
      const analyst = user(service.newTenant([rfc]));
      expect(await told(analyst.tenantId, await sendAndProcess(service, analyst, document))).toMatchObject({
        status: 'ARCHIVED',
      });
    }
  });
});

describe('what stands in the way', () => {
  it('of a change that came second is the version', async () => {
    const analyst = user(service.newTenant([issuerRfc]));
    const { data } = await send(service, analyst, buildDocument());
    const { id } = data.createInvoice.invoice;
    const stored = await service.store.reads.byIds(analyst.tenantId, [id]);
    const [change] = stored.map((invoice) => startProcessing(invoice, service.now()));
    const save = () =>
      service.store.transact(analyst.tenantId, bucketOfId(id), async ({ invoices }) => change && invoices.save(change));
    await save();
    await expect(save()).rejects.toMatchObject({ kind: 'conflict', code: 'VERSION_CONFLICT' });
    expect((await told(analyst.tenantId, id)).timeline).toHaveLength(2);
  });

  it('of a document whose bytes are gone or damaged is final: it fails', async () => {
    const analyst = user(service.newTenant([issuerRfc]));
    for (const damage of [undefined, Buffer.from('other')]) {
      const document = buildDocument();
      const { data } = await send(service, analyst, document);
      const name = blobName(analyst.tenantId, sha256(document));
      await service.blobs.delete(name);
      if (damage) await service.blobs.put(name, damage);
      await service.processInvoice(analyst.tenantId, data.createInvoice.invoice.id);
      expect(await told(analyst.tenantId, data.createInvoice.invoice.id)).toMatchObject({
        status: 'FAILED',
        findings: [{ code: 'PROCESSING_FAILED' }],
      });
    }
  });

  it('while auth cannot say who owns what leaves the document as it is, to be taken up again', async () => {
    const tenantId = service.newTenant([issuerRfc]);
    service.rfcsOf.delete(tenantId);
    const { data } = await send(service, user(tenantId), buildDocument());
    const { id } = data.createInvoice.invoice;
    await expect(service.processInvoice(tenantId, id)).rejects.toMatchObject({ name: 'Refusal' });
    expect(await told(tenantId, id)).toMatchObject({ status: 'PROCESSING', version: 2 });
    expect(await service.resumeStanding()).toEqual([]);
    expect(await told(tenantId, id)).toMatchObject({ status: 'PROCESSING' });

    service.rfcsOf.set(tenantId, [issuerRfc]);
    service.clock.offsetMs = 61_000;
    await Promise.all([service.resumeStanding(), service.resumeStanding()]);
    service.clock.offsetMs = 0;
    expect(await told(tenantId, id)).toMatchObject({ status: 'ARCHIVED', version: 4 });
  });

  it('for a whole day ends as FAILED, and is tried ever less often until then', async () => {
    const tenantId = service.newTenant([issuerRfc]);
    service.rfcsOf.delete(tenantId);
    const { data } = await send(service, user(tenantId), buildDocument());
    const { id } = data.createInvoice.invoice;
    const hour = 3_600_000;
    let attempts = 0;
    for (let minute = 2; minute < 24 * 60; minute += 1) {
      service.clock.offsetMs = minute * 60_000;
      attempts += (await service.resumeStanding()).length;
    }
    expect(attempts).toBeGreaterThan(24);
    expect(attempts).toBeLessThan(40);
    expect(await told(tenantId, id)).toMatchObject({ status: 'PROCESSING' });
    service.clock.offsetMs = 26 * hour;
    await service.resumeStanding();
    service.clock.offsetMs = 0;
    expect(await told(tenantId, id)).toMatchObject({ status: 'FAILED', findings: [{ code: 'PROCESSING_FAILED' }] });
  }, 60_000);
});
