import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bucketCount, bucketOf, bucketOfId, invoiceIdOf, isInvoiceId, uuidV7 } from './invoice-id.ts';

const random = fc.uint8Array({ minLength: 10, maxLength: 10 });

describe('an invoice id', () => {
  it('names the bucket of its issuer', () => {
    fc.assert(
      fc.property(fc.string(), random, (issuer, bytes) => {
        const id = invoiceIdOf(issuer, uuidV7(new Date(0), bytes));
        expect(isInvoiceId(id)).toBe(true);
        expect(bucketOfId(id)).toBe(bucketOf(issuer));
        expect(bucketOf(issuer)).toBeLessThan(bucketCount);
      }),
    );
  });

  it('is the same for the same issuer everywhere', () => {
    // printf EKU9003173C9 | sha256sum
    expect(invoiceIdOf('EKU9003173C9', 'x').slice(0, 3)).toBe('fff');
  });

  it('is in the order of time within an issuer', () => {
    const early = uuidV7(new Date('2025-01-01T00:00:00.000Z'), new Uint8Array(10).fill(255));
    const late = uuidV7(new Date('2025-01-01T00:00:00.001Z'), new Uint8Array(10));
    expect(early < late).toBe(true);
    expect(early).toMatch(/^01941f29-7c00-7fff-bfff-/);
  });

  it.each([
    '',
    'a1b',
    "a1b-' or 1=1",
    'A1B-0195a000-0000-7000-8000-000000000000',
    'a1b-0195a000-0000-4000-8000-000000000000',
  ])('is not «%s»', (text) => {
    expect(isInvoiceId(text)).toBe(false);
  });
});
