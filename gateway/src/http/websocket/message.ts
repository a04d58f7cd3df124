import { Refusal } from '@fiscal/kit';
import type { Params } from '../../operation.ts';
import { boundJson } from '../json-bounds.ts';
import { toParams } from '../params.ts';

type Json = { readonly [name: string]: unknown };

/** What a client of graphql-transport-ws may say. */
export type Message = OfConnection | Subscribe | { readonly type: 'complete'; readonly id: string };

type OfConnection = { readonly type: 'connection_init' | 'ping' | 'pong'; readonly payload: Json | undefined };

export type Subscribe = { readonly type: 'subscribe'; readonly id: string; readonly params: Params };

/** Each message about an operation repeats it. */
const maxIdLength = 255;

/**
 * Reads one message. Undefined: it is none of the protocol, or too large to be parsed in passing (`large`).
 */
export function readMessage(bytes: Buffer): Message | 'large' | undefined {
  try {
    boundJson(bytes);
    return toMessage(JSON.parse(bytes.toString()));
  } catch (error) {
    return error instanceof Refusal && error.code !== 'BAD_REQUEST' ? 'large' : undefined;
  }
}

/** Errors: Refusal `BAD_REQUEST` when what is asked is no GraphQL request. */
function toMessage(value: unknown): Message | undefined {
  if (!isRecord(value)) return undefined;
  const { type, id, payload } = value;
  if (type === 'connection_init' || type === 'ping' || type === 'pong') {
    return payload == null || isRecord(payload) ? { type, payload: payload ?? undefined } : undefined;
  }
  if (typeof id !== 'string' || id === '' || id.length > maxIdLength) return undefined;
  if (type === 'complete') return { type, id };
  return type === 'subscribe' ? { type, id, params: toParams(payload) } : undefined;
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
