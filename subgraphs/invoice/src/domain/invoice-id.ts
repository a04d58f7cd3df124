import { createHash } from 'node:crypto';

const idPattern = /^[0-9a-f]{3}-[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** How many buckets there are: what is hashed goes to a bucket for good, and buckets are dealt out to shards. */
export const bucketCount = 4096;

/** The bucket (0 to 4095) of a text: the first 12 bits of its SHA-256. For an invoice the text is its issuer's RFC. */
export function bucketOf(text: string): number {
  return createHash('sha256').update(text, 'utf8').digest().readUInt16BE(0) >> 4;
}

/** `<bucket as 3 hex digits>-<uuid v7>`: an invoice's id says by itself where the invoice is. */
export function invoiceIdOf(issuerRfc: string, uuid: string): string {
  return `${bucketOf(issuerRfc).toString(16).padStart(3, '0')}-${uuid}`;
}

/** Whether a text has the form of an invoice id; one that has not names no invoice. */
export function isInvoiceId(text: string): boolean {
  return idPattern.test(text);
}

/** The bucket an invoice id names. The id must have passed `isInvoiceId`. */
export function bucketOfId(id: string): number {
  return Number.parseInt(id.slice(0, 3), 16);
}

/** A UUID of version 7 (RFC 9562, section 5.7) of that instant and those 10 random bytes. */
export function uuidV7(now: Date, random: Uint8Array): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(now.getTime(), 0, 6);
  bytes.set(random.subarray(0, 10), 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
