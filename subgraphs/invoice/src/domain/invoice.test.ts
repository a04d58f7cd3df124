import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  accept,
  archive,
  type Change,
  fail,
  type Invoice,
  isUnfinished,
  receive,
  reject,
  startProcessing,
} from './invoice.ts';
import { factOf } from './invoice-fact.ts';
import { unread } from './validation/facts.ts';

const noon = new Date('2025-03-10T12:00:00Z');
const receipt = {
  ...{ id: 'a1b-0195a000-0000-7000-8000-000000000000', tenantId: 'tenant', issuerRfc: 'EKU9003173C9' },
  ...{ checksum: 'c'.repeat(64), sizeBytes: 10, createdBy: 'user', issuedAt: '2026-03-01T10:00:00' },
};
const finding = { code: 'CFDI_TOTALS', message: 'does not add up', path: null };

const moves = {
  start: (invoice: Invoice) => startProcessing(invoice, noon),
  accept: (invoice: Invoice) => accept(invoice, unread, noon),
  reject: (invoice: Invoice) => reject(invoice, unread, [finding], noon),
  archive: (invoice: Invoice) => archive(invoice, noon),
  fail: (invoice: Invoice) => fail(invoice, 'it could not be read', noon),
};

const allowed = [
  'PENDING>PROCESSING',
  'PENDING>FAILED',
  'PROCESSING>VALIDATED',
  'PROCESSING>REJECTED',
  'PROCESSING>FAILED',
  'VALIDATED>ARCHIVED',
  'VALIDATED>FAILED',
];

function attempt(invoice: Invoice, move: keyof typeof moves): Change | undefined {
  try {
    return moves[move](invoice);
  } catch (error) {
    expect(error).toMatchObject({ kind: 'conflict', code: 'INVOICE_STATE' });
    return undefined;
  }
}

describe('an invoice', () => {
  it('begins as PENDING, version 1, by the user who sent it', () => {
    expect(receive(receipt, noon)).toMatchObject({
      from: null,
      actor: 'user',
      findings: [],
      invoice: { ...receipt, status: 'PENDING', version: 1, uuid: null },
    });
  });

  it('only ever moves along the allowed ways, one version a step, and ends', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...(Object.keys(moves) as (keyof typeof moves)[])), { maxLength: 12 }),
        (names) => {
          let invoice = receive(receipt, noon).invoice;
          let steps = 0;
          for (const name of names) {
            const change = attempt(invoice, name);
            if (change === undefined) continue;
            steps += 1;
            expect(allowed).toContain(`${invoice.status}>${change.invoice.status}`);
            expect(change).toMatchObject({ from: invoice.status, invoice: { version: invoice.version + 1 } });
            invoice = change.invoice;
          }
          expect(steps).toBeLessThanOrEqual(3);
          if (!isUnfinished(invoice.status))
            for (const move of Object.keys(moves)) expect(attempt(invoice, move as keyof typeof moves)).toBeUndefined();
        },
      ),
    );
  });

  it('keeps the date it came in with, whatever is read later', () => {
    const processing = startProcessing(receive(receipt, noon).invoice, noon).invoice;
    expect(accept(processing, unread, noon).invoice.issuedAt).toBe(receipt.issuedAt);
    expect(reject(processing, unread, [finding], noon).invoice.issuedAt).toBe(receipt.issuedAt);
  });

  it('says why it was rejected or failed', () => {
    const processing = startProcessing(receive(receipt, noon).invoice, noon).invoice;
    expect(reject(processing, unread, [finding], noon).findings).toEqual([finding]);
    expect(fail(processing, 'gone', noon).findings).toEqual([
      { code: 'PROCESSING_FAILED', message: 'gone', path: null },
    ]);
  });
});

describe('the fact of a change', () => {
  it('carries the whole state and has one id for ever', () => {
    const change = startProcessing(receive(receipt, noon).invoice, noon);
    expect(factOf(change)).toEqual({
      id: `${receipt.id}.2`,
      type: 'fiscal.invoice.processing.v1',
      state: {
        ...{
          invoiceId: receipt.id,
          organizationId: 'tenant',
          status: 'PROCESSING',
          previousStatus: 'PENDING',
          version: 2,
        },
        ...{
          uuid: null,
          type: null,
          issuerRfc: 'EKU9003173C9',
          issuerName: null,
          receiverRfc: null,
          receiverName: null,
        },
        ...{
          issuedAt: '2026-03-01T10:00:00',
          currency: null,
          subtotal: null,
          discount: null,
          taxesTransferred: null,
          taxesWithheld: null,
        },
        ...{ total: null, findings: [], createdBy: 'user' },
        ...{ receivedAt: noon.toISOString(), occurredAt: noon.toISOString() },
      },
    });
  });
});
