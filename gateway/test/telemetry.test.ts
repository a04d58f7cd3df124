import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { trace } from '@opentelemetry/api';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { eventually } from '../../test/eventually.ts';
import { createLabelBound } from '../src/telemetry/labels.ts';
import { createTracing } from '../src/telemetry/request-trace.ts';
import { type House, startHouse } from './house.ts';
import { person } from './issuer.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const traceparent = (flags: string) => ({ traceparent: `00-${traceId}-b7ad6b7169203331-${flags}` });

describe('the spans of a request', () => {
  const exporter = new InMemorySpanExporter();
  let house: House;
  let token: string;

  beforeAll(async () => {
    trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
    house = await startHouse({}, 'telemetry: { sampleRatio: 0, trustClients: true, serverTiming: true }');
    token = await house.issuer.token(person('u1', 'traced'));
  });
  beforeEach(() => exporter.reset());
  afterAll(() => house.stop());

  const spans = () => exporter.getFinishedSpans();
  const named = (name: string) => spans().filter((span) => span.name === name);
  const parentOf = ({ parentSpanContext }: ReadableSpan) => parentSpanContext?.spanId;

  it('are the request, its plan, each fetch and the shaping, within the client’s trace', async () => {
    const query = 'query Mine { me { id } }';
    await house.ask(query, { token, headers: traceparent('01') });
    await eventually(() => expect(named('query Mine')).toHaveLength(1));
    const [request] = named('query Mine');
    expect(request?.spanContext().traceId).toBe(traceId);
    expect(request?.attributes).toMatchObject({
      'graphql.operation.type': 'query',
      'graphql.operation.name': 'Mine',
      'http.response.status_code': 200,
      'fiscal.subgraph_calls': 1,
    });
    for (const name of ['graphql.plan', 'graphql.fetch', 'graphql.shape']) {
      expect([name, ...named(name).map(parentOf)]).toEqual([name, request?.spanContext().spanId]);
    }
    expect(named('graphql.fetch')[0]?.attributes).toMatchObject({ 'fiscal.subgraph.name': 'auth' });
  });

  it('are none where nobody asked for them', async () => {
    await house.ask('query Mine { me { id } }', { token });
    await house.ask('query Mine { me { id } }', { token, headers: traceparent('00') });
    expect(spans()).toEqual([]);
  });

  it('say by their status that something failed', async () => {
    await house.ask('query Mine { nothing }', { token, headers: traceparent('01') });
    await eventually(() => expect(spans()).toHaveLength(1));
    expect(spans()[0]?.status).toMatchObject({ code: 2, message: 'GRAPHQL_VALIDATION_FAILED' });
  });

  it('are not needed to tell developers where the time went', async () => {
    const { headers } = await house.ask('{ me { id } }', { token });
    expect(headers.get('server-timing')).toMatch(/^prepare;dur=[\d.]+, run;dur=[\d.]+, total;dur=[\d.]+$/);
  });
});

describe('a trace', () => {
  it('goes on to subgraphs under the client’s id, or under a new one, when it is not sampled', () => {
    const open = createTracing({ sampleRatio: 0, trustClients: false }, Math.random);
    const passed = (headers: Record<string, string>) => open(headers).passOn.headers[1];
    expect(passed(traceparent('01'))).toBe(`00-${traceId}-b7ad6b7169203331-00`);
    const made = [passed({}), passed({ traceparent: 'rubbish' }), passed({})];
    for (const each of made) expect(each).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-00$/);
    expect(new Set(made).size).toBe(3);
  });

  it('is sampled as often as it is asked for', () => {
    const open = createTracing(
      { sampleRatio: 0.25, trustClients: false },
      (() => {
        let n = 0;
        return () => (n++ % 100) / 100;
      })(),
    );
    const sampled = Array.from({ length: 400 }, () => open({})).filter(({ span }) => span);
    expect(sampled).toHaveLength(100);
  });
});

describe('a label', () => {
  it('has no more values than it may', () => {
    const bound = createLabelBound(2);
    expect(['a', 'b', 'a', 'c', 'b', 'x'.repeat(1_000)].map(bound)).toEqual(['a', 'b', 'a', 'other', 'b', 'other']);
  });
});
