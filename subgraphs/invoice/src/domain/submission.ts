import { Refusal } from '@fiscal/kit';

/** What a user sends; null where nothing was given. */
export type SubmissionInput = {
  readonly content: string | null;
  readonly url: string | null;
  readonly checksum: string | null;
  readonly idempotencyKey: string | null;
};

/** A document as text to decode or as a place to fetch it from. */
export type Submission = ({ readonly content: string } | { readonly url: string }) & {
  readonly checksum: string | null;
  readonly idempotencyKey: string | null;
};

const checksumPattern = /^[0-9a-fA-F]{64}$/;
const keyPattern = /^[^\p{Cc}\p{Cs}]{1,128}$/u;

/**
 * Refuses (`invalid`) what cannot be a submission: INVALID_INPUT unless exactly one of content and URL is given and the
 * checksum and the key have their form, CHECKSUM_REQUIRED for a URL without one.
 */
export function checkSubmission({ content, url, checksum, idempotencyKey }: SubmissionInput): Submission {
  if (checksum !== null && !checksumPattern.test(checksum)) throw invalid('checksum is a SHA-256 in 64 hex digits');
  if (idempotencyKey !== null && !keyPattern.test(idempotencyKey)) {
    throw invalid('idempotencyKey has 1 to 128 characters, none of them a control character');
  }
  if (content !== null && url === null) return { content, checksum, idempotencyKey };
  if (url === null || content !== null) throw invalid('give exactly one of content and url');
  if (checksum === null) throw new Refusal('invalid', 'CHECKSUM_REQUIRED', 'a document by URL needs its checksum');
  return { url, checksum, idempotencyKey };
}

function invalid(message: string): Refusal {
  return new Refusal('invalid', 'INVALID_INPUT', message);
}
