import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bucketOf, invoiceIdOf, uuidV7 } from '../src/domain/invoice-id.ts';
import { codeOf, send } from './ask.ts';
import { buildDocument, issuerRfc, receiverRfc, sha256 } from './document.ts';
import { type Service, startService, user } from './service.ts';
import { stored } from './stored.ts';

let service: Service;
beforeAll(async () => {
  service = await startService();
}, 60_000);
afterAll(() => service.stop());

describe('an idempotency key', () => {
  it('gives the same invoice for the same document, however often and at once it is sent', async () => {
    const analyst = user(service.newTenant([issuerRfc]));
    const document = buildDocument();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => send(service, analyst, document, { idempotencyKey: 'key' })),
    );
    expect(new Set(answers.map(({ data }) => data.createInvoice.invoice.id)).size).toBe(1);
    expect(answers.filter(({ data }) => data.createInvoice.created)).toHaveLength(1);
    expect(await stored(service, analyst.tenantId)).toEqual({
      invoices: 1,
      transitions: 1,
      events: 1,
      claims: 1,
      blobs: 1,
    });
  });

  it('answers with the invoice as it is by then', async () => {
    const analyst = user(service.newTenant([issuerRfc]));
    const document = buildDocument();
    const first = await send(service, analyst, document, { idempotencyKey: 'key' });
    await service.processInvoice(analyst.tenantId, first.data.createInvoice.invoice.id);
    const second = await send(service, analyst, document, { idempotencyKey: 'key' });
    expect(second.data.createInvoice).toMatchObject({ created: false, invoice: { status: 'ARCHIVED', version: 4 } });
  });

  it('is refused for another document, of another issuer in another shard too, and stores nothing of it', async () => {
    const analyst = user(service.newTenant([issuerRfc]));
    const first = await send(service, analyst, buildDocument(), { idempotencyKey: 'key' });
    const before = await stored(service, analyst.tenantId);
    for (const issuer of [issuerRfc, receiverRfc, 'AAA010111AA1', 'AAA010112AA1']) {
      expect(codeOf(await send(service, analyst, buildDocument({ issuer }), { idempotencyKey: 'key' }))).toBe(
        'IDEMPOTENCY_KEY_REUSED',
      );
    }
    expect(first.errors).toBeUndefined();
    expect(await stored(service, analyst.tenantId)).toEqual(before);
  });

  it('lets one of two different documents win when both come at once', async () => {
    const analyst = user(service.newTenant([issuerRfc]));
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => send(service, analyst, buildDocument(), { idempotencyKey: 'key' })),
    );
    expect(answers.filter(({ errors }) => errors === undefined)).toHaveLength(1);
    expect(new Set(answers.filter(({ errors }) => errors).map(codeOf))).toEqual(new Set(['IDEMPOTENCY_KEY_REUSED']));
    expect(await stored(service, analyst.tenantId)).toMatchObject({ invoices: 1, events: 1, claims: 1 });
  });

  it('belongs to its organisation', async () => {
    const document = buildDocument();
    const answers = [];
    for (const tenantId of [service.newTenant([issuerRfc]), service.newTenant([issuerRfc])]) {
      answers.push(await send(service, user(tenantId), document, { idempotencyKey: 'key' }));
    }
    expect(answers.map(({ data }) => data.createInvoice.created)).toEqual([true, true]);
  });

  it('heals a crash between the claim and the invoice when the same call is sent again', async () => {
    const analyst = user(service.newTenant([issuerRfc]));
    const document = buildDocument();
    const invoiceId = invoiceIdOf(issuerRfc, uuidV7(service.now(), new Uint8Array(10)));
    await service.store.transact(analyst.tenantId, bucketOf(`${analyst.tenantId}\nkey`), ({ claims }) =>
      claims.claim(analyst.tenantId, { key: 'key', checksum: sha256(document), invoiceId }, service.now()),
    );
    const { data } = await send(service, analyst, document, { idempotencyKey: 'key' });
    expect(data.createInvoice).toMatchObject({ created: true, invoice: { id: invoiceId } });
    expect(await stored(service, analyst.tenantId)).toEqual({
      invoices: 1,
      transitions: 1,
      events: 1,
      claims: 1,
      blobs: 1,
    });
  });
});
