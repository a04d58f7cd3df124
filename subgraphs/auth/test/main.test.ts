import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createMintToken, generateInternalKeys } from '@fiscal/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../../deploy/local/until.ts';
import { createTestDatabase } from '../../../test/backends/postgres.ts';
import { newRfc, password } from './ask.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

describe('the auth process', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let child: ChildProcess;
  let url: string;
  let output = '';
  let keys: Awaited<ReturnType<typeof generateInternalKeys>>;

  beforeAll(async () => {
    database = await createTestDatabase();
    keys = await generateInternalKeys(['auth', 'gateway']);
    const [httpPort, grpcPort, nobody] = [await freePort(), await freePort(), await freePort()];
    url = `http://127.0.0.1:${httpPort}`;
    const env = {
      PATH: process.env.PATH,
      SERVICE_NAME: 'auth',
      HTTP_PORT: String(httpPort),
      GRPC_PORT: String(grpcPort),
      // Kafka is away: sign-ins must work all the same, their events wait in the outbox.
      KAFKA_BROKERS: `127.0.0.1:${nobody}`,
      INTERNAL_PRIVATE_JWK: JSON.stringify(keys.privateJwks.auth),
      INTERNAL_JWKS: JSON.stringify(keys.jwks),
      AUTH_DATABASE_URL: database.url,
      AUTH_KEY_SECRET: Buffer.alloc(32, 7).toString('base64'),
    };
    const arguments_ = ['--import', '@fiscal/kit/telemetry', 'subgraphs/auth/src/main.ts'];
    child = spawn(process.execPath, arguments_, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout?.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      output += chunk;
    });
    await until('it is ready', 30_000, async () => (await fetch(`${url}/health/ready`)).ok);
  }, 60_000);

  afterAll(async () => {
    if (child.exitCode === null) child.kill('SIGKILL');
    await database.drop();
  });

  it('serves its keys and signs users up, though Kafka is away', async () => {
    const { keys: published } = (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as { keys: unknown[] };
    expect(published).toHaveLength(2);
    const mint = await createMintToken('gateway', keys.privateJwks.gateway ?? {});
    const input = {
      organizationName: 'Norte',
      rfcs: [newRfc()],
      email: 'admin@norte.example',
      name: 'Admin',
      password,
    };
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await mint('auth', { kind: 'anonymous', via: 'gateway' })}`,
      },
      body: JSON.stringify({
        query: 'mutation ($input: SignUpInput!) { signUp(input: $input) { user { organization { tier } } } }',
        variables: { input },
      }),
    });
    expect(await response.json()).toEqual({ data: { signUp: { user: { organization: { tier: 'FREE' } } } } });
  });

  it('logs no password, and stops when told to', async () => {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    expect(output).toContain('"service":"auth"');
    expect(output).not.toContain(password);
  }, 60_000);
});
