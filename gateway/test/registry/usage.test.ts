import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginUsageReporting } from '@apollo/server/plugin/usageReporting';
import { generateInternalKeys } from '@fiscal/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask as askRegistry } from '../../../schema-registry/test/registry-house.ts';
import { eventually } from '../../../test/eventually.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { type Installation, startInstallation } from './installation.ts';

const usage = `{ graph(id: "shop") { variant(name: "current") {
  fieldUsage { coordinate requests }
  operationUsage { name document requests errors clients { name version requests } }
} } }`;
type Operation = { readonly name: string; readonly document: string; readonly requests: number };
type Usage = {
  readonly fieldUsage: readonly { readonly coordinate: string; readonly requests: number }[];
  readonly operationUsage: readonly Operation[];
};

describe('usage that is reported to the registry', () => {
  let installation: Installation;
  let folder: string;
  const read = async (): Promise<Usage> => {
    const { data } = await askRegistry(installation.url, usage, {}, { key: installation.key });
    return (data as { graph: { variant: Usage } }).graph.variant;
  };
  const start = async (): Promise<Gateway> => {
    const { privateJwks } = await generateInternalKeys(['gateway']);
    const gateway = await createGateway(
      readConfig({
        HTTP_PORT: '0',
        INTERNAL_PRIVATE_JWK: JSON.stringify(privateJwks.gateway),
        RATE_LIMIT_ANONYMOUS: '1000000',
        SUPERGRAPH_SOURCE: 'registry',
        REGISTRY_ENDPOINTS: `${installation.url}/uplink`,
        REGISTRY_GRAPH_REF: installation.ref,
        REGISTRY_KEY: installation.key,
        REGISTRY_SIGNING_KEY: installation.signingKey,
        REGISTRY_USAGE_URL: `${installation.url}/api/ingress/traces`,
        SUPERGRAPH_CACHE_FILE: join(folder, 'launch.json'),
      }),
    );
    for (const part of gateway.parts) await part.start();
    return gateway;
  };
  const stop = async ({ parts }: Gateway) => {
    for (const part of [...parts].reverse()) await part.stop();
  };
  const ask = (gateway: Gateway, query: string, client: string) =>
    fetch(`${gateway.url()}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'apollographql-client-name': client,
        'apollographql-client-version': '1.0',
      },
      body: JSON.stringify({ query }),
    }).then((response) => response.json());

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fiscal-usage-'));
    installation = await startInstallation();
  });
  afterAll(async () => {
    await installation.stop();
    await rm(folder, { recursive: true });
  });

  it('counts by operation, client and field, however an operation is written, and none is lost by stopping', async () => {
    const gateway = await start();
    await ask(gateway, 'query Items { items { id size } }', 'web');
    await ask(gateway, 'query Items { items { mySize: size id } }', 'web');
    await ask(gateway, 'query Number { number(n: 7) }', 'ios');
    await ask(gateway, '{ nothing like this', 'web');
    await stop(gateway);
    const { fieldUsage, operationUsage } = await read();
    const clients = (name: string, requests: number) => [{ name, version: '1.0', requests }];
    expect(operationUsage).toEqual([
      { name: 'Items', document: 'query Items{items{id size}}', requests: 2, errors: 0, clients: clients('web', 2) },
      { name: 'Number', document: 'query Number{number(n:0)}', requests: 1, errors: 0, clients: clients('ios', 1) },
    ]);
    expect(Object.fromEntries(fieldUsage.map(({ coordinate, requests }) => [coordinate, requests]))).toEqual({
      'Query.items': 2,
      'Item.id': 2,
      'Item.size': 2,
      'Query.number': 1,
    });
  });

  it('waits while the registry is down', async () => {
    const gateway = await start();
    await installation.goDown();
    await ask(gateway, 'query Late { items { id } }', 'web');
    await installation.comeUp();
    await stop(gateway);
    expect((await read()).operationUsage).toContainEqual(expect.objectContaining({ name: 'Late', requests: 1 }));
  });

  it("comes from anybody's @apollo/server alike", async () => {
    const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
    const server = new ApolloServer({
      typeDefs: 'type Query { hello: String }',
      apollo: { key: installation.key, graphRef: installation.ref },
      logger: quiet,
      plugins: [ApolloServerPluginUsageReporting({ endpointUrl: installation.url, sendReportsImmediately: true })],
    });
    await server.start();
    await server.executeOperation({ query: 'query Hello { hello }' });
    await eventually(async () =>
      expect((await read()).operationUsage).toContainEqual(
        expect.objectContaining({ name: 'Hello', document: 'query Hello{hello}', requests: 1 }),
      ),
    );
    await server.stop();
  });
});
