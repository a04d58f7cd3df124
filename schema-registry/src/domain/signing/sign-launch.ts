import { createPrivateKey, createPublicKey, type JsonWebKey, sign } from 'node:crypto';
import { type GraphRef, printRef } from '../ref.ts';

/**
 * Vouches for a launch: gives the detached Ed25519 signature, in base64url, of what routers get. A gateway that has the
 * public key takes nothing else, whoever stands between it and the registry.
 */
export type SignLaunch = (ref: GraphRef, launchId: string, supergraphSdl: string) => string;

/** A signer, and the public key that gateways verify with. */
export type Signing = { readonly sign: SignLaunch; readonly publicJwk: JsonWebKey };

/** Makes the signer of a private key. */
export function createSigning(privateJwk: JsonWebKey): Signing {
  const key = createPrivateKey({ key: privateJwk, format: 'jwk' });
  const { kid } = privateJwk;
  return {
    sign: (ref, launchId, supergraphSdl) =>
      sign(null, Buffer.from(signedText(ref, launchId, supergraphSdl)), key).toString('base64url'),
    publicJwk: {
      ...createPublicKey(key).export({ format: 'jwk' }),
      ...(kid === undefined ? {} : { kid }),
      alg: 'EdDSA',
      use: 'sig',
    },
  };
}

/** Neither a reference nor an id has a line break, so no two launches give the same text. */
function signedText(ref: GraphRef, launchId: string, supergraphSdl: string): string {
  return `fiscal-launch-1\n${printRef(ref)}\n${launchId}\n${supergraphSdl}`;
}
