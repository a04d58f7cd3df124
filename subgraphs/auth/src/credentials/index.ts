import type { Transact } from '../store/index.ts';
import { type AccessTokens, createAccessTokens } from './access-tokens.ts';
import { createKeyRing, type KeyRing } from './key-ring.ts';
import { createPasswords, type Passwords } from './passwords.ts';
import { createSealing } from './sealing.ts';

export { keyRingPart } from './key-ring.ts';

export type Credentials = { readonly keys: KeyRing; readonly tokens: AccessTokens; readonly passwords: Passwords };

/** What identities are proven with. `keySecret` (32 bytes) seals the signing keys, `issuer` and `audience` go into tokens. */
export async function createCredentials(
  transact: Transact,
  keySecret: Buffer,
  issuer: string,
  audience: string,
  now: () => Date,
): Promise<Credentials> {
  const keys = createKeyRing(transact, createSealing(keySecret), now);
  return { keys, tokens: createAccessTokens(keys, issuer, audience, now), passwords: await createPasswords() };
}
