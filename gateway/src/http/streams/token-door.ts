import type { IncomingMessage } from 'node:http';
import { Refusal } from '@fiscal/kit';
import type { Authenticate } from '../../admission/authenticate.ts';
import type { OpenStreams } from './open-streams.ts';

const path = /^\/graphql\/streams\/([\w-]{1,100})\/token$/;

/** Whether a path is that of a stream's token. */
export function isTokenPath(asked: string): boolean {
  return path.test(asked);
}

/**
 * Makes what takes another token for an open stream: `POST /graphql/streams/<x-stream-id>/token` with the new one in
 * `Authorization`. Gives until when it is good, in epoch milliseconds. Errors: Refusal `METHOD_NOT_ALLOWED`,
 * `STREAM_NOT_FOUND`, `UNAUTHENTICATED`, `FORBIDDEN` (of another user or organisation).
 */
export function createTokenDoor(open: OpenStreams, authenticate: Authenticate) {
  return async ({ method, headers }: IncomingMessage, asked: string): Promise<{ readonly expiresAt?: number }> => {
    if (method !== 'POST') throw new Refusal('invalid', 'METHOD_NOT_ALLOWED', 'use POST');
    // Whoever does not know a stream has no signature checked.
    const refresh = open.get(path.exec(asked)?.[1] ?? '');
    if (!headers.authorization) throw new Refusal('unauthenticated', 'UNAUTHENTICATED', 'sign in first');
    const caller = await authenticate(headers.authorization);
    await refresh(caller);
    return caller.expiresAt === undefined ? {} : { expiresAt: caller.expiresAt };
  };
}
