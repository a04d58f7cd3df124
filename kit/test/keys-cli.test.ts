import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseEnv, promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createMintToken, createVerifyToken, readEnvironment, serviceEnvironment } from '../src/index.ts';

const program = fileURLToPath(new URL('../src/identity/keys-cli.ts', import.meta.url));
const play = (...services: string[]) => promisify(execFile)(process.execPath, [program, ...services]);

describe('the keys command', () => {
  it('prints an environment with which the services trust each other', async () => {
    const { stdout } = await play('gateway', 'schema-registry');
    const env = parseEnv(stdout);
    const { INTERNAL_PRIVATE_JWK, INTERNAL_JWKS } = readEnvironment(
      z.object(serviceEnvironment).pick({ INTERNAL_PRIVATE_JWK: true, INTERNAL_JWKS: true }),
      { ...env, INTERNAL_PRIVATE_JWK: env.SCHEMA_REGISTRY_INTERNAL_PRIVATE_JWK },
    );
    const mint = await createMintToken('schema-registry', INTERNAL_PRIVATE_JWK);
    const verify = createVerifyToken('gateway', INTERNAL_JWKS);
    const identity = { kind: 'service', via: 'schema-registry' } as const;
    expect(await verify(await mint('gateway', identity))).toEqual(identity);
    expect(env.INTERNAL_JWKS).not.toContain('"d"');
    expect(Object.keys(env)).toContain('GATEWAY_INTERNAL_PRIVATE_JWK');
  });

  it('says how it is used when it is given no name, or an unfit one', async () => {
    await expect(play()).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('usage') });
    await expect(play('a b')).rejects.toMatchObject({ code: 2, stdout: '' });
  });
});
