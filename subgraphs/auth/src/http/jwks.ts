import type { HttpHandler } from '@fiscal/kit';
import type { KeyRing } from '../credentials/key-ring.ts';

/** Five minutes: the next key is published a day before it signs, so no cache can miss it. */
const cacheControl = 'public, max-age=300';

/** `GET /.well-known/jwks.json`: the public keys of access tokens (RFC 7517 §5), for everybody. */
export function createJwksHandler(keys: KeyRing): HttpHandler {
  return async (_, response) => {
    const body = JSON.stringify(await keys.jwks());
    response.writeHead(200, { 'content-type': 'application/jwk-set+json', 'cache-control': cacheControl });
    response.end(body);
  };
}
