import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from '@fiscal/kit';
import { z } from 'zod';
import type { Params } from '../operation.ts';

const record = z.record(z.string(), z.unknown());

const shape = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: record.nullish(),
  extensions: record.nullish(),
});

const preflighted = ['x-apollo-operation-name', 'apollo-require-preflight'];
const jsonType = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

/** Reads a GraphQL-over-HTTP body. Errors: Refusal `BAD_REQUEST`. */
export function paramsOfBody(body: Buffer): Params {
  return toParams(parseJson(decode(body), 'the body'));
}

/** Reads a GraphQL-over-HTTP query string. Errors: Refusal `BAD_REQUEST`. */
export function paramsOfUrl(url: URL): Params {
  const { searchParams } = url;
  const given = Object.fromEntries(
    ['query', 'operationName', 'variables', 'extensions'].flatMap((name) => {
      const text = searchParams.get(name);
      if (text === null || (text === '' && name !== 'query')) return [];
      const isText = name === 'query' || name === 'operationName';
      return [[name, isText ? text : parseJson(text, name)]];
    }),
  );
  return toParams(given);
}

/** Refuses a body that is not declared as JSON in UTF-8. Errors: Refusal `UNSUPPORTED_MEDIA_TYPE`. */
export function requireJson(headers: IncomingHttpHeaders): void {
  if (jsonType.test(headers['content-type'] ?? '')) return;
  throw new Refusal('invalid', 'UNSUPPORTED_MEDIA_TYPE', 'send the body as application/json in UTF-8');
}

/**
 * Refuses a GET that any web page could make a browser send without asking first (a «simple» request): it needs a
 * header that makes the browser ask. Errors: Refusal `CSRF_BLOCKED`.
 */
export function requirePreflight(headers: IncomingHttpHeaders): void {
  if (jsonType.test(headers['content-type'] ?? '')) return;
  if (preflighted.some((name) => headers[name])) return;
  throw new Refusal('invalid', 'CSRF_BLOCKED', `a GET needs one of the headers ${preflighted.join(', ')}`);
}

function toParams(value: unknown): Params {
  const read = shape.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new Refusal(
      'invalid',
      'BAD_REQUEST',
      `${String(issue?.path[0] ?? 'the request')}: ${issue?.message ?? 'unfit'}`,
    );
  }
  const { query, operationName, variables } = read.data;
  return { query, operationName: operationName ?? undefined, variables: variables ?? undefined };
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Refusal('invalid', 'BAD_REQUEST', `${what} is not JSON`, { cause });
  }
}

function decode(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (cause) {
    throw new Refusal('invalid', 'BAD_REQUEST', 'the body is not UTF-8', { cause });
  }
}
