import { readFileSync } from 'node:fs';
import { ConfigError, generateInternalKeys } from '@fiscal/kit';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { rulesFor } from '../traffic/options.ts';
import { type JsonSchema, jsonSchema } from './json-schema.ts';
import { loadConfig } from './load-config.ts';
import { readConfig } from './read-config.ts';
import { variables } from './variables.ts';

const example = readFileSync(new URL('../../router.example.yaml', import.meta.url), 'utf8');

describe('the settings', () => {
  let key: { INTERNAL_PRIVATE_JWK: string };
  beforeAll(async () => {
    const { privateJwks } = await generateInternalKeys(['gateway']);
    key = { INTERNAL_PRIVATE_JWK: JSON.stringify(privateJwks.gateway) };
  });
  const faultsOf = (yaml: string, env: NodeJS.ProcessEnv = {}): readonly string[] => {
    try {
      readConfig({ ...key, ...env }, yaml);
    } catch (error) {
      if (error instanceof ConfigError) return error.faults;
      throw error;
    }
    return [];
  };
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

  it('are what the example says, when nothing is set', () => {
    const usual = readConfig(key);
    const shown = readConfig(key, example);
    expect(plain({ ...shown, traffic: rulesFor('any', shown.traffic) })).toEqual(
      plain({ ...usual, traffic: rulesFor('any', usual.traffic) }),
    );
  });

  it('are all in the example, which fits the published schema', () => {
    const fits = new Ajv2020({ strictTypes: false, formats: { uri: true } }).compile(jsonSchema());
    expect([fits(parse(example)), fits.errors]).toEqual([true, null]);
    expect(fits({ http: { maxBodyByte: 1 } })).toBe(false);
    expect(namesIn(jsonSchema()).filter((name) => !new RegExp(`\\b${name}\\b`).test(example))).toEqual([]);
    expect(Object.keys(variables).filter((name) => !example.includes(name))).toEqual([]);
  });

  it('take times and sizes as people write them, and names of variables in any text', () => {
    const { http, traffic, kafka } = readConfig(
      { ...key, INVOICE_HOST: 'inner', MAX_BODY_BYTES: '2 MiB' },
      `http: { maxBodyBytes: 1MiB, readTimeoutMs: 1.5s }
kafka: { brokers: [ "\${env.BROKER:-kafka}:9092" ] }
traffic:
  all:
  subgraphs: { invoice: { url: "http://\${env.INVOICE_HOST}:1/graphql", queue: "\${env.QUEUE:-7}" } }`,
    );
    expect([http.maxBodyBytes, http.readTimeoutMs]).toEqual([2 * 1024 * 1024, 1_500]);
    expect(kafka.brokers).toEqual(['kafka:9092']);
    expect(traffic.subgraphs.invoice).toEqual({ url: 'http://inner:1/graphql', queue: 7 });
  });

  it('take the address of a subgraph from its variable before the file', () => {
    const yaml = 'traffic: { subgraphs: { my-products: { url: "http://file/" }, other: { url: "http://file/" } } }';
    const { subgraphUrl } = readConfig({ ...key, MY_PRODUCTS_URL: 'http://variable/' }, yaml);
    expect(['my-products', 'other', 'third', '__proto__'].map(subgraphUrl)).toEqual([
      'http://variable/',
      'http://file/',
      undefined,
      undefined,
    ]);
  });

  it('tell of all their faults at once, each by its name in the file or its variable', () => {
    const yaml = `http: { maxBodyByte: 1, batching: { enabled: maybe }, readTimeoutMs: 3 weeks }
listne: {}
limits: { introspection: some }
redis: { url: "\${env.REDIS}" }
overrides: { labels: { next: { percentage: 20 } } }
traffic: { all: { headers: { propagate: [authorization] } } }`;
    expect(faultsOf(yaml, { INTERNAL_PRIVATE_JWK: '', HTTP_PORT: '70000', KAFKA_BROKERS: 'nowhere' })).toEqual([
      'redis.url: REDIS is not set',
      'HTTP_PORT: must be 65535 at most',
      'INTERNAL_PRIVATE_JWK is not set',
      'KAFKA_BROKERS: must be host:port',
      'redis.url: must be a URL',
      'http.readTimeoutMs: must be a whole number, or a time such as 500ms, 30s, 5m, 1h',
      'http.batching.enabled: must be true or false',
      'http.maxBodyByte is unknown: did you mean maxBodyBytes?',
      'limits.introspection: must be everyone, nobody, or a list of roles',
      'traffic.all.headers.propagate.0: authorization would say who the caller is',
      'overrides.labels.next: must be one of percent (0 to 100), header (and value), flag',
      'listne is unknown: did you mean listen?',
    ]);
  });

  it('are refused when the file is no YAML, names a thing twice, or is not there though it was named', () => {
    expect(faultsOf('http: [')[0]).toMatch(/line 1/);
    expect(faultsOf('http: {}\nhttp: {}')[0]).toMatch(/unique.*line 2/);
    expect(faultsOf('- 1')).toEqual([expect.stringMatching(/^the file: /)]);
    expect(() => loadConfig(key, 'no/such.yaml')).toThrow(/no\/such.yaml cannot be read: ENOENT/);
    expect(() => loadConfig({ ...key, ROUTER_CONFIG: 'no/other.yaml' }, undefined)).toThrow(/no\/other.yaml/);
  });

  it('do not show a secret that is malformed', () => {
    const faults = faultsOf('', { INTERNAL_PRIVATE_JWK: '{"d":"very-secret"}' });
    expect(faults.join()).toContain('INTERNAL_PRIVATE_JWK.kid');
    expect(faults.join()).not.toContain('very-secret');
  });
});

/** The names of sections and of what is in them. */
function namesIn({ properties = {} }: JsonSchema): readonly string[] {
  return Object.entries(properties).flatMap(([section, inner]) => [
    section,
    ...(typeof inner === 'object' ? Object.keys(inner.properties ?? {}) : []),
  ]);
}
