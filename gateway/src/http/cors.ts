import type { IncomingMessage, ServerResponse } from 'node:http';

const maxAgeSeconds = 600;

/**
 * Lets pages of the given origins (`*` for all) read what the gateway answers. True when the request was a preflight,
 * and is answered herewith. No cookies are ever involved, so no credentials are allowed.
 */
export function allowOrigin(request: IncomingMessage, response: ServerResponse, origins: readonly string[]): boolean {
  const { origin } = request.headers;
  if (origin && (origins.includes(origin) || origins.includes('*'))) {
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('vary', 'origin');
    response.setHeader('access-control-expose-headers', 'x-correlation-id, ratelimit, ratelimit-policy, retry-after');
  }
  if (request.method !== 'OPTIONS') return false;
  response.writeHead(204, {
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers':
      'authorization, content-type, x-correlation-id, apollo-require-preflight, x-apollo-operation-name, idempotency-key',
    'access-control-max-age': String(maxAgeSeconds),
  });
  response.end();
  return true;
}
