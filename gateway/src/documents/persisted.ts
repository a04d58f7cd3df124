import { hash } from 'node:crypto';
import { Refusal } from '@fiscal/kit';
import { invalidOperation } from '../answer.ts';
import type { Asked, Known, RequestRecord, Stage, Worded } from '../request.ts';
import type { PersistedStore } from './persisted-store.ts';

const sha256 = /^[0-9a-f]{64}$/;

/**
 * Finds the document's text: what was sent, or what is kept under the hash that was sent instead of it, as Apollo's
 * automatic persisted queries have it. Without a store none is kept.
 * Errors: Refusal `BAD_REQUEST`; answers with `PERSISTED_QUERY_NOT_FOUND`, `PERSISTED_QUERY_NOT_SUPPORTED`.
 */
export function createReadPersisted(store: PersistedStore | undefined): Stage<Asked, Worded> {
  return (next) => {
    const proceed = (request: Asked, text: string, persistAs: string | undefined) => {
      const record = request as RequestRecord;
      record.text = text;
      record.persistAs = persistAs;
      return next(record);
    };
    const found = (request: Asked, text: string | undefined) =>
      text === undefined ? missing(request, 'NotFound') : proceed(request, text, undefined);
    return (request) => {
      const { query, extensions } = request.params;
      if (extensions?.persistedQuery === undefined) return proceed(request, requireText(query), undefined);
      if (!store) return missing(request, 'NotSupported');
      const id = hashIn(extensions.persistedQuery);
      if (query !== undefined) return proceed(request, query, requireMatch(id, query));
      const kept = store.get(id);
      return kept instanceof Promise ? kept.then((text) => found(request, text)) : found(request, kept);
    };
  };
}

/** Keeps the text of a document that is found to be valid, if the client sent its hash along. */
export function createKeepPersisted(store: PersistedStore | undefined): Stage<Known> {
  return (next) => (request) => {
    if (request.persistAs !== undefined) store?.put(request.persistAs, request.text);
    return next(request);
  };
}

function requireText(query: string | undefined): string {
  if (query === undefined) throw new Refusal('invalid', 'BAD_REQUEST', 'query: must be given');
  return query;
}

function hashIn(given: unknown): string {
  const { version, sha256Hash } = (typeof given === 'object' && given !== null ? given : {}) as Record<string, unknown>;
  if (version !== 1) throw new Refusal('invalid', 'BAD_REQUEST', 'Unsupported persisted query version');
  if (typeof sha256Hash === 'string' && sha256.test(sha256Hash)) return sha256Hash;
  throw new Refusal('invalid', 'BAD_REQUEST', 'persistedQuery.sha256Hash must be 64 hexadecimal digits');
}

function requireMatch(id: string, query: string): string {
  if (hash('sha256', query) === id) return id;
  throw new Refusal('invalid', 'BAD_REQUEST', 'provided sha does not match query');
}

/** In the words that clients of the protocol look for; they send the text then, or give the protocol up. */
function missing(request: Asked, what: 'NotFound' | 'NotSupported') {
  const code = what === 'NotFound' ? 'PERSISTED_QUERY_NOT_FOUND' : 'PERSISTED_QUERY_NOT_SUPPORTED';
  return invalidOperation(request, [{ code, message: `PersistedQuery${what}` }]);
}
