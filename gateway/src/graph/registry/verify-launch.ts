import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import { type Launch, signedText } from './launch.ts';

/** Whether a launch is what the registry signed for a graph. */
export type VerifyLaunch = (ref: string, launch: Launch) => boolean;

/** Checks signatures by the registry's public keys, any of which will do, so that they can be rotated. */
export function createVerifyLaunch(jwks: readonly JsonWebKey[]): VerifyLaunch {
  const keys: readonly KeyObject[] = jwks.map((key) => createPublicKey({ key, format: 'jwk' }));
  return (ref, launch) => {
    const text = Buffer.from(signedText(ref, launch));
    const signature = Buffer.from(launch.signature, 'base64url');
    // Node answers false for a signature of another length.
    return keys.some((key) => verify(null, text, key, signature));
  };
}
