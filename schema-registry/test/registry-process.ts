import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../../deploy/local/ports.ts';
import { type ServerProcess, startServer } from '../../test/backends/server-process.ts';

const folder = fileURLToPath(new URL('..', import.meta.url));
const startMs = 60_000;
const stopMs = 20_000;

/** A registry in a process of its own, on a database that is somebody else's. */
export type RegistryProcess = {
  readonly url: string;
  readonly adminKey: string;
  /** Ends it without warning. */
  kill(): Promise<void>;
  /** Starts it again, on the same port. */
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** Starts a registry in a process. */
export async function startRegistryProcess(databaseUrl: string): Promise<RegistryProcess> {
  const [port = 0] = await freePorts(1);
  const adminKey = `user:admin:${randomBytes(32).toString('base64url')}`;
  const { privateKey } = generateKeyPairSync('ed25519');
  const env = {
    HTTP_PORT: `${port}`,
    LOG_LEVEL: 'warn',
    REGISTRY_DATABASE_URL: databaseUrl,
    REGISTRY_ADMIN_KEY: adminKey,
    REGISTRY_SIGNING_JWK: JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: 'test' }),
    REGISTRY_WORKERS: '1',
  };
  const start = () =>
    startServer({ command: process.execPath, args: ['src/main.ts'], cwd: folder, env }, port, startMs);
  let server: ServerProcess = await start();
  return {
    url: `http://127.0.0.1:${port}`,
    adminKey,
    kill: () => server.end('SIGKILL', stopMs),
    async start() {
      server = await start();
    },
    stop: () => server.end('SIGTERM', stopMs),
  };
}
