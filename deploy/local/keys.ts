import { generateKeyPairSync, type JsonWebKey, randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { generateInternalKeys } from '@fiscal/kit';

export type Keys = Awaited<ReturnType<typeof generateInternalKeys>> & {
  /** 32 bytes in base64: encrypts auth's signing keys where they are stored. */
  readonly authKeySecret: string;
  /** May do everything in the schema registry. */
  readonly registryAdminKey: string;
  /** What routers ask the schema registry with. */
  readonly registryRouterKey: string;
  /** Signs the launches of the schema registry. */
  readonly registrySigningJwk: JsonWebKey;
};

/**
 * The keys that the services sign and verify their calls with, made at the first start and kept in `file`, which only
 * its owner may read. A service that is new since then makes a new set; the secret of the stored keys stays.
 */
export async function loadKeys(file: string, services: readonly string[]): Promise<Keys> {
  const kept = await readKept(file);
  const isWhole = kept?.registryAdminKey && kept.registryRouterKey && kept.registrySigningJwk;
  if (isWhole && services.every((service) => kept.privateJwks[service])) return kept;
  const authKeySecret = kept?.authKeySecret ?? randomBytes(32).toString('base64');
  const registryAdminKey = kept?.registryAdminKey ?? `user:admin:${randomBytes(32).toString('base64url')}`;
  const registryRouterKey = kept?.registryRouterKey ?? `service:fiscal:${randomBytes(32).toString('base64url')}`;
  const registrySigningJwk = kept?.registrySigningJwk ?? newSigningKey();
  const ofRegistry = { registryAdminKey, registryRouterKey, registrySigningJwk };
  const keys = { ...(await generateInternalKeys(services)), authKeySecret, ...ofRegistry };
  await writeFile(`${file}.new`, JSON.stringify(keys), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return keys;
}

function newSigningKey(): JsonWebKey {
  return { ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid: 'local' };
}

async function readKept(file: string): Promise<Keys | undefined> {
  try {
    // Written by this module alone, whole or not at all.
    return JSON.parse(await readFile(file, 'utf8')) as Keys;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
