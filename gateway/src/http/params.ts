import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from '@fiscal/kit';
import type { Params } from '../operation.ts';
import { boundJson } from './json-bounds.ts';

type Json = { readonly [name: string]: unknown };

const preflighted = ['x-apollo-operation-name', 'apollo-require-preflight'];
const jsonType = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

/** Reads the JSON of a body. Errors: Refusal `BAD_REQUEST`, `INVALID_INPUT` or `PAYLOAD_TOO_LARGE` (see boundJson). */
export function jsonOfBody(body: Buffer): unknown {
  boundJson(body);
  if (!isUtf8(body)) throw bad('the body is not UTF-8');
  const text = body.toString();
  // RFC 8259, 8.1: a byte order mark may be passed over.
  return parseJson(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, 'the body');
}

/** Reads what a GraphQL-over-HTTP GET says after its question mark. Errors: Refusal `BAD_REQUEST`. */
export function askedInSearch(search: string): Json {
  const given = new URLSearchParams(search);
  const textOf = (name: string): string | undefined => {
    const [text, another] = given.getAll(name);
    // Whoever stands in front may have looked at the other one.
    if (another !== undefined) throw bad(`${name} is given twice`);
    return text;
  };
  const jsonOf = (name: string): unknown => {
    const text = textOf(name);
    return text ? parseJson(text, name) : undefined;
  };
  return {
    query: textOf('query'),
    operationName: textOf('operationName') || undefined,
    variables: jsonOf('variables'),
    extensions: jsonOf('extensions'),
  };
}

/** Whether a body is declared as JSON in UTF-8. */
function isJson(type: string | undefined): boolean {
  return type === 'application/json' || (type !== undefined && jsonType.test(type));
}

/** Refuses a body that is not declared as JSON in UTF-8. Errors: Refusal `UNSUPPORTED_MEDIA_TYPE`. */
export function requireJson(headers: IncomingHttpHeaders): void {
  if (isJson(headers['content-type'])) return;
  throw new Refusal('invalid', 'UNSUPPORTED_MEDIA_TYPE', 'send the body as application/json in UTF-8');
}

/**
 * Refuses a GET that any web page could make a browser send without asking first (a «simple» request): it needs a
 * header that makes the browser ask. Errors: Refusal `CSRF_BLOCKED`.
 */
export function requirePreflight(headers: IncomingHttpHeaders): void {
  if (isJson(headers['content-type'])) return;
  if (preflighted.some((name) => headers[name])) return;
  throw new Refusal('invalid', 'CSRF_BLOCKED', `a GET needs one of the headers ${preflighted.join(', ')}`);
}

/**
 * Checks what a client sent against GraphQL over HTTP, 5.1. Without a query it must name one that is kept.
 * Errors: Refusal `BAD_REQUEST`.
 */
export function toParams(value: unknown): Params {
  if (!isRecord(value)) throw unfit('the request', 'object', value);
  const { query, operationName, variables, extensions } = value;
  if (extensions != null && !isRecord(extensions)) throw unfit('extensions', 'record', extensions);
  if (typeof query !== 'string' && !(query == null && extensions?.persistedQuery))
    throw unfit('query', 'string', query);
  if (operationName != null && typeof operationName !== 'string') throw unfit('operationName', 'string', operationName);
  if (variables != null && !isRecord(variables)) throw unfit('variables', 'record', variables);
  return {
    query: query ?? undefined,
    operationName: operationName ?? undefined,
    variables: variables ?? undefined,
    extensions: extensions ?? undefined,
  };
}

function unfit(name: string, expected: string, value: unknown): Refusal {
  const received = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  return bad(`${name}: Invalid input: expected ${expected}, received ${received}`);
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw bad(`${what} is not JSON`, cause);
  }
}

function bad(message: string, cause?: unknown): Refusal {
  return new Refusal('invalid', 'BAD_REQUEST', message, { cause });
}
