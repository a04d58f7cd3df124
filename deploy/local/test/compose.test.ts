import { readFileSync } from 'node:fs';
import { generateInternalKeys } from '@fiscal/kit';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConfig as readGateway } from '../../../gateway/src/config/read-config.ts';
import { readConfig as readRegistry } from '../../../schema-registry/src/config.ts';
import { readConfig as readAnalytics } from '../../../subgraphs/analytics/src/config.ts';
import { readConfig as readAuth } from '../../../subgraphs/auth/src/config.ts';
import { readConfig as readInvoice } from '../../../subgraphs/invoice/src/config.ts';
import { readConfig as readNotification } from '../../../subgraphs/notification/src/config.ts';
import { serviceNames, services } from '../services.ts';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const serviceSchema = z.object({
  build: z.object({ dockerfile: z.string(), target: z.string() }).optional(),
  environment: z.record(z.string(), z.coerce.string()).default({}),
});
const compose = z
  .object({ services: z.record(z.string(), serviceSchema) })
  .parse(parse(read('deploy/compose.yaml'), { merge: true }));
const dockerfile = read('deploy/docker/Dockerfile');

const readers: Readonly<Record<(typeof serviceNames)[number], (env: NodeJS.ProcessEnv) => unknown>> = {
  auth: readAuth,
  invoice: readInvoice,
  analytics: readAnalytics,
  notification: readNotification,
  'schema-registry': readRegistry,
  gateway: readGateway,
};
/** Read by the kit for every service, before its own settings. */
const ofTheKit = /^(LOG_LEVEL|OTEL_.*)$/;

/** What `.env` holds, as the comment on top of the file says. */
async function dotEnv(): Promise<Record<string, string>> {
  const { privateJwks, jwks } = await generateInternalKeys(serviceNames);
  const keys = Object.entries(privateJwks).map(([name, jwk]) => {
    return [`${name.toUpperCase().replaceAll('-', '_')}_INTERNAL_PRIVATE_JWK`, JSON.stringify(jwk)];
  });
  return {
    ...Object.fromEntries(keys),
    INTERNAL_JWKS: JSON.stringify(jwks),
    AUTH_KEY_SECRET: Buffer.alloc(32, 1).toString('base64'),
    DATABASE_PASSWORD: 'secret',
    REGISTRY_ADMIN_KEY: `user:admin:${'0'.repeat(64)}`,
    REGISTRY_ROUTER_KEY: `service:fiscal:${'0'.repeat(64)}`,
    REGISTRY_SIGNING_JWK: JSON.stringify(privateJwks['schema-registry']),
    REGISTRY_SIGNING_KEY: JSON.stringify(jwks.keys.find(({ kid }) => kid === 'schema-registry')),
    SMTP_URL: 'smtp://mail.example:587',
  };
}

function interpolate(text: string, env: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{(\w+)(?::([?-])([^}]*))?\}/g, (_, name: string, operator: string, fallback: string) => {
    const value = env[name];
    if (value) return value;
    if (operator === '-') return fallback;
    throw new Error(`${name} is in no .env`);
  });
}

/** What the image sets by `ENV` for a target, over what its base sets. */
function imageEnv(target: string): Record<string, string> {
  const stage = dockerfile.split(/^FROM /m).find((text) => text.startsWith(`base AS ${target}\n`)) ?? '';
  const pairs = [...stage.matchAll(/^ENV (.*)$/gm)].flatMap(([, line = '']) => line.split(' '));
  return Object.fromEntries(pairs.map((pair) => pair.split('=')));
}

describe('the gateway of the house', () => {
  it('has settings that can be read', async () => {
    const { privateJwks } = await generateInternalKeys(['gateway']);
    const env = { INTERNAL_PRIVATE_JWK: JSON.stringify(privateJwks.gateway) };
    expect(() => readGateway(env, read('deploy/router.yaml'))).not.toThrow();
  });
});

describe('compose.yaml', () => {
  it('runs every service, each from its own target of the Dockerfile', () => {
    const built = Object.entries(compose.services).flatMap(([name, { build }]) =>
      build ? [[name, build.target]] : [],
    );
    expect(built.map(([name]) => name).sort()).toEqual([...serviceNames, 'schemas'].sort());
    for (const [name = '', target] of built) {
      expect(target).toBe(name);
      if (name === 'schemas') continue;
      const { folder } = services[name as keyof typeof services];
      expect(dockerfile).toContain(`"--import", "@fiscal/kit/telemetry", "${folder}/src/main.ts"]`);
      expect(dockerfile).toContain(`COPY ${folder} ${folder}\n`);
    }
  });

  it('publishes every schema of the house, each of them in the image', () => {
    const stage = dockerfile.split(/^FROM /m).find((text) => text.startsWith('base AS schemas\n')) ?? '';
    const files = [...read('rover.yaml').matchAll(/file: \.\/(\S+)/g)].map(([, file = '']) => file);
    expect(files).toHaveLength(5);
    const copied = [...stage.matchAll(/^COPY (\S+) /gm)].map(([, path = '']) => path);
    for (const file of ['rover.yaml', ...files]) expect(copied.some((path) => file.startsWith(path))).toBe(true);
    const settings = read('schema-registry/cli/config.ts');
    for (const name of Object.keys(compose.services.schemas?.environment ?? {})) expect(settings).toContain(name);
  });

  it('has the gateway take its graph from the registry', async () => {
    const given = Object.entries(compose.services.gateway?.environment ?? {});
    const env = await dotEnv();
    const { supergraph } = readGateway(
      Object.fromEntries(given.map(([key, text]) => [key, interpolate(text, env)])),
      read('deploy/router.yaml'),
    );
    expect(supergraph).toMatchObject({
      source: 'registry',
      registry: { ref: 'fiscal@current', cacheFile: '/graph/launch.json', key: env.REGISTRY_ROUTER_KEY },
    });
  });

  it.each(serviceNames)('gives %s all settings that it needs, and none that it does not read', async (name) => {
    const env = await dotEnv();
    const given = compose.services[name]?.environment ?? {};
    const settings = Object.fromEntries(Object.entries(given).map(([key, text]) => [key, interpolate(text, env)]));
    expect(() => readers[name]({ ...imageEnv(name), ...settings })).not.toThrow();
    const file = name === 'gateway' ? 'config/variables.ts' : 'config.ts';
    const config = read(`${services[name].folder}/src/${file}`) + read('kit/src/config.ts');
    const unread = Object.keys(given).filter((key) => !ofTheKit.test(key) && !isNamed(key, config));
    expect(unread).toEqual([]);
  });
});

/** Shards are numbered and subgraphs named, so those settings stand in the code as a pattern. */
function isNamed(key: string, config: string): boolean {
  if (/^INVOICE_\d_DATABASE_URL$/.test(key)) return config.includes('_DATABASE_URL');
  if (/^(AUTH|INVOICE|ANALYTICS|NOTIFICATION)_URL$/.test(key)) return config.includes('_URL`');
  return new RegExp(`\\b${key}\\b`).test(config);
}
