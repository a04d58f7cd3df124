import { generateInternalKeys } from './keys.ts';

/**
 * Prints the environment of an installation's internal tokens: one private key a service, and the public keys that all
 * of them share. Run with `npm run --silent keys -- auth invoice … > keys.env`.
 */
async function main(services: readonly string[]): Promise<void> {
  if (services.length === 0 || services.some((name) => !/^[a-z][a-z0-9-]*$/.test(name))) {
    console.error('usage: npm run --silent keys -- <service> [<service> …]   (names in lower case)');
    process.exitCode = 2;
    return;
  }
  const { privateJwks, jwks } = await generateInternalKeys(services);
  for (const [service, jwk] of Object.entries(privateJwks)) {
    const prefix = service.toUpperCase().replaceAll('-', '_');
    console.log(`${prefix}_INTERNAL_PRIVATE_JWK='${JSON.stringify(jwk)}'`);
  }
  console.log(`INTERNAL_JWKS='${JSON.stringify(jwks)}'`);
}

await main(process.argv.slice(2));
