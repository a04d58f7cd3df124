import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

const program = fileURLToPath(new URL('./counting-process.ts', import.meta.url));
const preload = fileURLToPath(new URL('../src/telemetry.ts', import.meta.url));
const timeoutMs = 60_000;

const received: string[] = [];
const collector = createServer(async (request, response) => {
  const body = await buffer(request);
  if (request.url === '/v1/metrics') received.push(body.toString('latin1'));
  response.writeHead(200, { 'content-type': 'application/json' }).end();
});

beforeAll(async () => {
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
});

afterAll(() => new Promise((resolve) => collector.close(resolve)));

/** What a process that counts, and ends, has told the collector. */
async function play(env: NodeJS.ProcessEnv): Promise<string> {
  received.length = 0;
  const { port } = collector.address() as AddressInfo;
  const child = spawn(process.execPath, ['--import', preload, program], {
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, OTEL_NODE_RESOURCE_DETECTORS: 'none', ...env },
    stdio: 'inherit',
    timeout: timeoutMs,
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(0);
  return received.join('\n');
}

/** A name in the message, as protobuf or as JSON. */
const counted = ['test.tallied', 'counting-process', '@fiscal/kit/test'];

it.each([
  ['metrics are exported by OTLP', { OTEL_METRICS_EXPORTER: 'otlp' }],
  ['they are, in JSON', { OTEL_METRICS_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }],
  ['they are, as differences', { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta' }],
])(
  'a histogram that is counted here is exported where %s',
  async (_, env) => {
    const told = await play(env);
    for (const text of counted) expect(told).toContain(text);
  },
  timeoutMs,
);

it(
  'nothing is where metrics are not',
  async () => expect(await play({ OTEL_METRICS_EXPORTER: 'none' })).toBe(''),
  timeoutMs,
);
