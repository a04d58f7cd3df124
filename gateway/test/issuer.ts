import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

/** An issuer of access tokens with its JWKS endpoint, for tests to make every kind of token. */
export type Issuer = {
  readonly jwksUrl: string;
  token(claims?: JWTPayload, options?: TokenOptions): Promise<string>;
  /** Takes the endpoint down, and up again at the same address. */
  goDown(): Promise<void>;
  comeUp(): Promise<void>;
  /** From now on signs with a new key, and publishes it beside the old one. */
  rotate(): Promise<void>;
  stop(): Promise<void>;
};

export type TokenOptions = {
  readonly audience?: string;
  readonly issuer?: string;
  readonly type?: string;
  readonly expiresInSeconds?: number | null;
};

export const issuerName = 'http://issuer.example';
export const audienceName = 'fiscal-graph';

export async function startIssuer(): Promise<Issuer> {
  const keys: { kid: string; privateKey: CryptoKey; jwk: object }[] = [];
  const rotate = async () => {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
    const kid = `key-${keys.length + 1}`;
    keys.push({ kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'EdDSA', use: 'sig' } });
  };
  await rotate();
  let server = createJwksServer(() => keys.map(({ jwk }) => jwk));
  let port = await listen(server, 0);
  return {
    jwksUrl: `http://127.0.0.1:${port}/jwks.json`,
    rotate,
    token: (claims = {}, options = {}) => sign(keys.at(-1), claims, options),
    goDown: () => close(server),
    async comeUp() {
      server = createJwksServer(() => keys.map(({ jwk }) => jwk));
      port = await listen(server, port);
    },
    stop: () => close(server),
  };
}

async function sign(
  key: { kid: string; privateKey: CryptoKey } | undefined,
  claims: JWTPayload,
  { audience = audienceName, issuer = issuerName, type = 'at+jwt', expiresInSeconds = 900 }: TokenOptions,
): Promise<string> {
  if (!key) throw new Error('the issuer has no key');
  const token = new SignJWT({ ...person('user-a', 'tenant-a'), ...claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: type })
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt();
  if (expiresInSeconds !== null) token.setExpirationTime(Math.floor(Date.now() / 1_000) + expiresInSeconds);
  return token.sign(key.privateKey);
}

/** The claims of an analyst. */
export function person(userId: string, tenant: string, tier = 'enterprise'): JWTPayload {
  return { sub: userId, tenant, roles: ['analyst'], tier, sid: `session of ${userId}`, scope: '', jti: 'any' };
}

function createJwksServer(jwks: () => readonly object[]) {
  return createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: jwks() }));
  });
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: ReturnType<typeof createServer>): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
