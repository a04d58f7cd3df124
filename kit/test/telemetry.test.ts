import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Broker, startBroker } from '../../deploy/local/broker/index.ts';
import { createTestDatabase } from '../../test/backends/postgres.ts';
import { type ReceivedSpan, startOtlpReceiver } from './otlp-receiver.ts';

const program = fileURLToPath(new URL('./traced-process.ts', import.meta.url));
const preload = fileURLToPath(new URL('../src/telemetry.ts', import.meta.url));
const timeoutMs = 60_000;

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let collector: Awaited<ReturnType<typeof startOtlpReceiver>>;
let broker: Broker;
let dir: string;

beforeAll(async () => {
  database = await createTestDatabase();
  collector = await startOtlpReceiver();
  dir = await mkdtemp(join(tmpdir(), 'broker-'));
  broker = await startBroker({ dir, host: '127.0.0.1', port: 0 });
}, timeoutMs);

afterAll(async () => {
  await broker.stop();
  await collector.stop();
  await database.drop();
  await rm(dir, { recursive: true, force: true });
});

type Line = { readonly msg: string; readonly traceId?: string };

/** Plays the story in a process of its own; gives its log lines by message. */
async function play(env: NodeJS.ProcessEnv): Promise<Map<string, Line>> {
  const args = ['--import', preload, program, database.url, `127.0.0.1:${broker.port}`];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'], timeout: timeoutMs });
  const lines = new Map<string, Line>();
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line: Line = JSON.parse(text);
    lines.set(line.msg, line);
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(0);
  return lines;
}

const doors = ['graphql', 'grpc', 'event', 'request'];

/** The libraries that made the spans from the given one up to the root. */
function pathTo(span: ReceivedSpan | undefined): string[] {
  if (!span) return [];
  const parent = collector.spans.find(({ spanId }) => spanId === span.parentId);
  return [...pathTo(parent), span.scope.replace('@opentelemetry/instrumentation-', '')];
}

describe('the telemetry preload', () => {
  it(
    'makes one trace of a request through HTTP, GraphQL, Postgres, gRPC and Kafka, and joins the logs to it',
    async () => {
      const lines = await play({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, SERVICE_NAME: 'note' });
      const story = collector.spans.find(({ name }) => name === 'story');
      expect(story?.traceId).toMatch(/^[0-9a-f]{32}$/);
      const ours = collector.spans.filter(({ traceId }) => traceId === story?.traceId);
      const paths = new Set(ours.map((span) => pathTo(span).join(' > ')));
      expect([...paths]).toEqual(
        expect.arrayContaining([
          'story',
          'story > undici > http > graphql',
          'story > undici > http > graphql > pg',
          'story > undici > http > graphql > grpc > grpc',
          'story > undici > http > graphql > @fiscal/kit/events',
        ]),
      );
      expect(doors.map((door) => lines.get(door)?.traceId)).toEqual(doors.map(() => story?.traceId));
      // The relay sends events of many requests at once, so its spans belong to none of them.
      expect(collector.spans.map(({ scope }) => scope)).toContain('@opentelemetry/instrumentation-kafkajs');
    },
    timeoutMs,
  );

  it(
    'joins the logs of a request although no collector is there',
    async () => {
      const before = collector.spans.length;
      const lines = await play({});
      const traceId = lines.get('graphql')?.traceId;
      expect(traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(doors.map((door) => lines.get(door)?.traceId)).toEqual(doors.map(() => traceId));
      expect(collector.spans).toHaveLength(before);
    },
    timeoutMs,
  );

  it(
    'does nothing when it is switched off',
    async () => {
      const before = collector.spans.length;
      const lines = await play({ OTEL_SDK_DISABLED: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
      expect(doors.map((door) => lines.get(door)?.msg)).toEqual(doors);
      expect(doors.map((door) => lines.get(door)?.traceId)).toEqual(doors.map(() => undefined));
      expect(collector.spans).toHaveLength(before);
    },
    timeoutMs,
  );
});
