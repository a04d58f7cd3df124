import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginUsageReportingDisabled } from '@apollo/server/plugin/disabled';
import { generateInternalKeys } from '@fiscal/kit';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { eventually } from '../../../test/eventually.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { type Installation, startInstallation } from './installation.ts';
import { startTamperingProxy, type TamperingProxy } from './tampering-proxy.ts';

jest.setTimeout(180_000);

const description = '{ __type(name: "Query") { description } }';
const said = (words: string) => ({ data: { __type: { description: words } } });

describe('@apollo/gateway in managed mode, as npm has it', () => {
  let installation: Installation;
  let server: ApolloServer;
  const before = { ...process.env };
  beforeAll(async () => {
    installation = await startInstallation();
    Object.assign(process.env, {
      APOLLO_KEY: installation.key,
      APOLLO_GRAPH_REF: installation.ref,
      APOLLO_SCHEMA_CONFIG_DELIVERY_ENDPOINT: `${installation.url}/uplink`,
    });
    const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
    server = new ApolloServer({
      gateway: new ApolloGateway({ fallbackPollIntervalInMs: 1_000, logger: quiet }),
      plugins: [ApolloServerPluginUsageReportingDisabled()],
      logger: quiet,
      introspection: true,
    });
    await server.start();
  });
  afterAll(async () => {
    await server.stop();
    process.env = before;
    await installation.stop();
  });

  const ask = async (query: string): Promise<unknown> => {
    const { body } = await server.executeOperation({ query });
    return body.kind === 'single' ? JSON.parse(JSON.stringify(body.singleResult)) : undefined;
  };

  it('answers by the launch that is served, and by the next one without a restart', async () => {
    expect(await ask(description)).toEqual(said('the first'));
    const items = ['a', 'b'].map((id) => ({ id, size: 1 }));
    expect(await ask('{ items { id size } }')).toEqual({ data: { items } });
    await installation.publish('the second');
    await eventually(async () => expect(await ask(description)).toEqual(said('the second')));
    expect(await ask('{ items { id size } }')).toEqual({ data: { items } });
  });
});

describe('our gateway, with 50 clients that go on asking', () => {
  const spans = new InMemorySpanExporter();
  let installation: Installation;
  let proxy: TamperingProxy;
  let folder: string;
  let gateway: Gateway;
  beforeAll(async () => {
    trace.setGlobalTracerProvider(
      new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] }),
    );
    installation = await startInstallation();
    proxy = await startTamperingProxy(`${installation.url}/uplink`);
    folder = await mkdtemp(join(tmpdir(), 'fiscal-routers-'));
    gateway = await start();
  });
  afterAll(async () => {
    await stop(gateway);
    await proxy.stop();
    await installation.stop();
    await rm(folder, { recursive: true });
    trace.disable();
  });

  const start = async (): Promise<Gateway> => {
    const { privateJwks } = await generateInternalKeys(['gateway']);
    const started = await createGateway(
      readConfig(
        {
          HTTP_PORT: '0',
          INTERNAL_PRIVATE_JWK: JSON.stringify(privateJwks.gateway),
          RATE_LIMIT_ANONYMOUS: '100000000',
          SUPERGRAPH_SOURCE: 'registry',
          REGISTRY_ENDPOINTS: proxy.url,
          REGISTRY_GRAPH_REF: installation.ref,
          REGISTRY_KEY: installation.key,
          REGISTRY_SIGNING_KEY: installation.signingKey,
          SUPERGRAPH_CACHE_FILE: join(folder, 'launch.json'),
        },
        'telemetry: { sampleRatio: 1 }',
      ),
    );
    for (const part of started.parts) await part.start();
    return started;
  };
  const stop = async ({ parts }: Gateway) => {
    for (const part of [...parts].reverse()) await part.stop();
  };
  const ask = async (query: string): Promise<unknown> => {
    const response = await fetch(`${gateway.url()}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    return response.json();
  };
  const planned = () => spans.getFinishedSpans().filter(({ name }) => name === 'graphql.plan').length;

  /** Fifty clients, each with ten operations in turn; gives how many answers they had. Fails with the first wrong one. */
  const underLoad = async (work: () => Promise<void>): Promise<number> => {
    let isOver = false;
    let answers = 0;
    const client = async (number: number) => {
      for (let turn = number; !isOver; turn++) {
        const n = turn % 10;
        const items = ['a', 'b'].map((id) => ({ id, size: 1 }));
        const answer = await ask(`{ number${n}: number(n: ${n}) items { id size } }`);
        expect(answer).toEqual({ data: { [`number${n}`]: n, items } });
        answers += 1;
      }
    };
    const load = Promise.all(Array.from({ length: 50 }, (_, number) => client(number)));
    try {
      await Promise.race([work(), load]);
    } finally {
      isOver = true;
    }
    await load;
    return answers;
  };
  const isOn = (words: string) => eventually(async () => expect(await ask(description)).toEqual(said(words)));

  it('takes the next launch without a failed request, its plans warm before the switch', async () => {
    const answers = await underLoad(async () => {
      await isOn('the first');
      await eventually(() => expect(planned()).toBeGreaterThanOrEqual(11));
      const before = planned();
      await installation.publish('the second');
      await isOn('the second');
      await ask('{ items { id } }');
      expect(planned()).toBe(before + 1);
      for (let round = 0; round < 20; round++) await ask('{ number3: number(n: 3) items { id size } }');
      expect(planned()).toBe(before + 1);
    });
    expect(answers).toBeGreaterThan(100);
  });

  it('refuses a launch that was changed on its way, and takes it when it comes as it was signed', async () => {
    const answers = await underLoad(async () => {
      proxy.tamper((answer) => answer.replaceAll('the third', 'forged'));
      await installation.publish('the third');
      await eventually(() => expect(proxy.tampered()).toBeGreaterThan(1));
      await isOn('the second');
      proxy.tamper((answer) => answer);
      await isOn('the third');
    });
    expect(answers).toBeGreaterThan(100);
  });

  it('goes on while the registry is down, starts from disk then, and goes on with the next launch', async () => {
    await underLoad(async () => {
      await installation.goDown();
      await isOn('the third');
    });
    await stop(gateway);
    gateway = await start();
    await isOn('the third');
    await installation.comeUp();
    await installation.publish('the fourth');
    await isOn('the fourth');
  });
});
