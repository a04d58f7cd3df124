import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { CallContext } from '../context.ts';

const maxTimeoutMs = 60_000;

/** Reads the call context that the calling service sent along; a correlation id of unfit form is replaced. */
export function requestContext(headers: IncomingHttpHeaders): CallContext {
  const given = headers['x-correlation-id'];
  const correlationId = typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
  const timeoutMs = Number(headers['x-timeout-ms'] ?? Number.NaN);
  if (!(timeoutMs >= 0)) return { correlationId };
  return { correlationId, deadlineAt: Date.now() + Math.min(timeoutMs, maxTimeoutMs) };
}

/** The token of an `Authorization: Bearer …` header. */
export function bearerToken(headers: IncomingHttpHeaders): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}
