import type { IncomingMessage, ServerResponse } from 'node:http';

const maxAgeSeconds = 600;
const exposed =
  'x-correlation-id, ratelimit, ratelimit-policy, retry-after, server-timing, x-stream-id, x-token-expires-at';
const allowed = [
  'authorization',
  'content-type',
  'x-correlation-id',
  'apollo-require-preflight',
  'x-apollo-operation-name',
  'apollographql-client-name',
  'apollographql-client-version',
  'idempotency-key',
  'last-event-id',
  'x-graphql-event-stream-token',
].join(', ');

/**
 * Makes what lets pages of the given origins (`*` for all) read what the gateway answers. True when the request was a
 * preflight, and is answered herewith. No cookies are ever involved, so no credentials are allowed.
 */
export function createAllowOrigin(origins: readonly string[]) {
  const known = new Set(origins);
  const all = known.has('*');
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    if (known.size > 0) {
      const { origin } = request.headers;
      // Without an origin the answer differs as well: a cache has to know.
      if (!all) response.setHeader('vary', 'origin');
      if (origin !== undefined && (all || known.has(origin))) {
        response.setHeader('access-control-allow-origin', all ? '*' : origin);
        response.setHeader('access-control-expose-headers', exposed);
      }
    }
    if (request.method !== 'OPTIONS') return false;
    response.writeHead(204, {
      'access-control-allow-methods': 'GET, POST, PUT, DELETE',
      'access-control-allow-headers': allowed,
      'access-control-max-age': String(maxAgeSeconds),
    });
    response.end();
    return true;
  };
}
