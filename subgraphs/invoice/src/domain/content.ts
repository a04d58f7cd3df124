import { createHash } from 'node:crypto';
import { Refusal } from '@fiscal/kit';
import { xmlLimits } from './validation/scan-xml.ts';

/** The most bytes a document may have: 10 MiB. */
export const maxDocumentBytes = xmlLimits.bytes;

const base64Pattern = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * Decodes strict base64 (RFC 4648, section 4: padded, no whitespace, no other alphabet).
 * Refuses: DOCUMENT_TOO_LARGE before decoding, INVALID_BASE64.
 */
export function decodeBase64(text: string): Buffer {
  if (text.length > Math.ceil(maxDocumentBytes / 3) * 4) throw documentTooLarge();
  const strict = text.length % 4 === 0 && base64Pattern.test(text);
  const bytes = Buffer.from(strict ? text : '', 'base64');
  // Encoding again catches what a pattern cannot: bits set that no byte stands for.
  if (!strict || bytes.toString('base64') !== text) {
    throw new Refusal('invalid', 'INVALID_BASE64', 'content is not base64 as RFC 4648 has it');
  }
  if (bytes.length > maxDocumentBytes) throw documentTooLarge();
  return bytes;
}

/** The refusal of a document over the cap. */
export function documentTooLarge(): Refusal {
  return new Refusal('invalid', 'DOCUMENT_TOO_LARGE', `a document may have ${maxDocumentBytes} bytes`);
}

/** SHA-256 of the bytes, lower-case hex. */
export function checksumOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Refuses CHECKSUM_MISMATCH when a checksum was given and the bytes have another. */
export function verifyChecksum(given: string | null, actual: string): void {
  if (given !== null && given.toLowerCase() !== actual) {
    throw new Refusal('invalid', 'CHECKSUM_MISMATCH', 'the document does not have the SHA-256 that was given');
  }
}
