import { createPublicKey, generateKeyPairSync, type JsonWebKey, verify } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createSigning } from './sign-launch.ts';

const { privateKey } = generateKeyPairSync('ed25519');
const jwk: JsonWebKey = { ...privateKey.export({ format: 'jwk' }), kid: 'registry' };
const ref = { graphId: 'fiscal', variant: 'current' };

describe('a signature', () => {
  const { sign, publicJwk } = createSigning(jwk);
  const isGood = (text: string, signature: string) =>
    verify(
      null,
      Buffer.from(text),
      createPublicKey({ key: publicJwk, format: 'jwk' }),
      Buffer.from(signature, 'base64url'),
    );

  it('is of this launch of this graph and of nothing else', () => {
    const signature = sign(ref, 'launch-1', 'type Query { a: Int }');
    const of = (name: string, id: string, sdl: string) => `fiscal-launch-1\n${name}\n${id}\n${sdl}`;
    expect(isGood(of('fiscal@current', 'launch-1', 'type Query { a: Int }'), signature)).toBe(true);
    expect(isGood(of('fiscal@other', 'launch-1', 'type Query { a: Int }'), signature)).toBe(false);
    expect(isGood(of('fiscal@current', 'launch-2', 'type Query { a: Int }'), signature)).toBe(false);
    expect(isGood(of('fiscal@current', 'launch-1', 'type Query { b: Int }'), signature)).toBe(false);
  });

  it('is verified with a key that has nothing secret in it', () => {
    expect(publicJwk).toEqual({ kty: 'OKP', crv: 'Ed25519', x: jwk.x, kid: 'registry', alg: 'EdDSA', use: 'sig' });
  });
});
