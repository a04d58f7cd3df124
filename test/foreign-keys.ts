import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

/** Signs access tokens as auth does, with a key that only the test has. */
export type Signer = {
  /** Where the gateway reads the keys: auth's own, and the test's beside them. */
  readonly url: string;
  sign(claims: JWTPayload, header?: { typ?: string }): Promise<string>;
  stop(): Promise<void>;
};

const kid = 'test';

/**
 * Serves a key set of auth's keys and one more, so that tokens can be made that are wrong in exactly one way and
 * signed rightly all the same.
 */
export async function startSigner(authUrl: string): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  const own = { ...(await exportJWK(publicKey)), kid, alg: 'EdDSA', use: 'sig' };
  const server = createServer((_, response) => {
    const answer = async () => {
      const theirs = await fetch(`${authUrl}/.well-known/jwks.json`, { signal: AbortSignal.timeout(2_000) });
      const { keys } = (await theirs.json()) as { keys: unknown[] };
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [...keys, own] }));
    };
    answer().catch(() => response.writeHead(503).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not a TCP server');
  return {
    url: `http://127.0.0.1:${address.port}/jwks.json`,
    sign: (claims, { typ = 'at+jwt' } = {}) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', kid, typ }).sign(privateKey),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
