import type { IncomingMessage } from 'node:http';
import { type HttpHandler, Refusal, readBody, sendJson } from '@fiscal/kit';
import type { Authenticate } from '../access/authenticate.ts';
import type { PathRoutes } from '../rest/routes.ts';
import type { Sessions } from './session.ts';

const maxBodyBytes = 4_096;

/** `POST /api/session` {key} opens a session of the page, `DELETE /api/session` ends it. Errors: `KEY_UNKNOWN`. */
export function sessionRoutes(authenticate: Authenticate, sessions: Sessions): PathRoutes {
  return {
    'POST /api/session': async (request, response) => {
      requirePage(request);
      const key = readKey(await readBody(request, maxBodyBytes));
      const caller = await authenticate(key);
      if (!caller) throw new Refusal('unauthenticated', 'KEY_UNKNOWN', 'this registry does not know this key');
      response.setHeader('set-cookie', sessions.open(key));
      sendJson(response, 200, { name: caller.name });
    },
    'DELETE /api/session': async (request, response) => {
      requirePage(request);
      response.setHeader('set-cookie', sessions.closed);
      sendJson(response, 200, {});
    },
  };
}

/**
 * Has requests of the page carry the key of their session, as if they had come with it. What changes anything must come
 * with a header of the page's own, which no other site can set.
 */
export function withSession(handler: HttpHandler, sessions: Sessions): HttpHandler {
  return (request, response) => {
    const { headers, method } = request;
    if (!headers['x-api-key'] && !headers.authorization && (method === 'GET' || isOfPage(request))) {
      const key = sessions.keyOf(headers.cookie);
      if (key !== undefined) headers['x-api-key'] = key;
    }
    return handler(request, response);
  };
}

function isOfPage({ headers }: IncomingMessage): boolean {
  return headers['x-registry-page'] !== undefined;
}

function requirePage(request: IncomingMessage): void {
  if (!isOfPage(request)) throw new Refusal('forbidden', 'NOT_THE_PAGE', 'sessions are for the page of the registry');
}

function readKey(body: Buffer): string {
  try {
    const { key } = JSON.parse(body.toString()) as { key?: unknown };
    if (typeof key === 'string') return key.trim();
  } catch {
    // Not JSON is not a key either.
  }
  throw new Refusal('invalid', 'BAD_REQUEST', 'the body is {"key": "…"}');
}
