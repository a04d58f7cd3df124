import { Refusal } from '@fiscal/kit';
import type { GuardedRequest } from '@fiscal/kit/outbound';
import { documentTooLarge, maxDocumentBytes } from '../domain/content.ts';

/** Fetches the document at a URL that a user gave. */
export type FetchDocument = (url: string) => Promise<Buffer>;

const outgoing = {
  method: 'GET',
  headers: { accept: 'application/xml, text/xml', 'accept-encoding': 'identity', 'user-agent': 'fiscal-graph' },
  timeoutMs: 10_000,
  mostBytes: maxDocumentBytes,
} as const;

/**
 * Makes the fetcher: 10 s in all, 10 MiB at most. Refuses (`invalid`): URL_NOT_ALLOWED, URL_FETCH_FAILED (also for any
 * status but 200), DOCUMENT_TOO_LARGE.
 */
export function createFetchDocument(request: GuardedRequest): FetchDocument {
  return async (url) => {
    const { status, headers, body } = await request(url, outgoing).catch(asRefusal);
    // A compressed body was not asked for, and expanding one is a way to hide its size.
    const encoding = headers['content-encoding'] ?? 'identity';
    if (status !== 200 || encoding !== 'identity') {
      throw new Refusal('invalid', 'URL_FETCH_FAILED', 'the URL does not give a document');
    }
    return body;
  };
}

function asRefusal(error: unknown): never {
  throw error instanceof Refusal && error.code === 'RESPONSE_TOO_LARGE' ? documentTooLarge() : error;
}
