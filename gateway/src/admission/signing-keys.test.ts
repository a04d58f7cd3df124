import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type CryptoKey, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import { eventually } from '../../../test/eventually.ts';
import { createSigningKeys } from './signing-keys.ts';

describe('the signing keys', () => {
  const published: object[] = [];
  let requests = 0;
  const server = createServer((_, response) => {
    requests += 1;
    response.end(JSON.stringify({ keys: published }));
  });
  beforeEach(async () => {
    requests = 0;
    published.length = 0;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const publish = async (kid: string): Promise<CryptoKey> => {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
    published.push({ ...(await exportJWK(publicKey)), kid, alg: 'EdDSA' });
    return privateKey;
  };
  const keysAt = (clock: { ms: number }) => {
    // A TCP server's address is never a pipe's name.
    const { port } = server.address() as AddressInfo;
    return createSigningKeys(new URL(`http://127.0.0.1:${port}`), () => clock.ms);
  };
  const signed = (kid: string, key: CryptoKey) => new SignJWT().setProtectedHeader({ alg: 'EdDSA', kid }).sign(key);

  it('are asked for anew when a token names an unknown one, but not at every token', async () => {
    const clock = { ms: 0 };
    const keys = keysAt(clock);
    await jwtVerify(await signed('one', await publish('one')), keys);
    const second = await signed('two', await publish('two'));
    await expect(jwtVerify(second, keys)).rejects.toThrow();
    expect(requests).toBe(1);
    clock.ms = 10_000;
    await jwtVerify(second, keys);
    expect(requests).toBe(2);
    const forged = await signed('three', (await generateKeyPair('EdDSA')).privateKey);
    await expect(jwtVerify(forged, keys)).rejects.toThrow();
    expect(requests).toBe(2);
  });

  it('are refreshed after five minutes without making a token wait', async () => {
    const clock = { ms: 0 };
    const keys = keysAt(clock);
    const token = await signed('one', await publish('one'));
    await jwtVerify(token, keys);
    clock.ms = 5 * 60_000;
    await Promise.all([jwtVerify(token, keys), jwtVerify(token, keys)]);
    await eventually(() => expect(requests).toBe(2));
  });
});
