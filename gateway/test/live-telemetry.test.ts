import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { eventually } from '../../test/eventually.ts';
import { createEventTracing } from '../src/telemetry/event-trace.ts';
import { type Events, startEvents } from './events.ts';
import { type House, startHouse } from './house.ts';
import { watchByWebSocket } from './watch.ts';

jest.setTimeout(60_000);

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

describe('what an event sets off', () => {
  const exporter = new InMemorySpanExporter();
  let events: Events;
  let house: House;

  beforeAll(async () => {
    trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
    events = await startEvents();
    house = await startHouse({ KAFKA_BROKERS: events.brokers }, 'telemetry: { sampleRatio: 0 }');
  });
  afterAll(async () => {
    await house.stop();
    await events.stop();
  });

  it('is a span for all that share it, which links to the trace of whoever published it', async () => {
    const row = { id: 'i-1', status: 'ARCHIVED', version: 9, issuerRfc: 'EKU9003173C9', total: '116.00' };
    house.ledger.invoices.set('tenant-a', new Map([['i-1', row]]));
    const token = await house.issuer.token();
    const query = 'subscription Changes { invoiceStatusChanged { id total } }';
    const heard = [watchByWebSocket(house.url, query, { token }), watchByWebSocket(house.url, query, { token })];
    await eventually(() => expect(house.openSubscriptions()).toBe(2));
    await events.changed('tenant-a', 'i-1', 'ARCHIVED', 1);
    await events.traced(`00-${traceId}-${spanId}-01`, () => events.changed('tenant-a', 'i-1', 'ARCHIVED', 2));
    await eventually(() => expect(heard.map(({ results }) => results.length)).toEqual([2, 2]));
    const spans = exporter.getFinishedSpans();
    const [delivery, another] = spans.filter(({ name }) => name === 'subscription Changes');
    expect([delivery?.links.map(({ context }) => context), another]).toMatchObject([[{ traceId, spanId }], undefined]);
    expect(delivery?.spanContext().traceId).not.toBe(traceId);
    const fetches = spans.filter(({ name }) => name === 'graphql.fetch');
    expect(fetches.map(({ parentSpanContext }) => parentSpanContext?.spanId)).toContain(delivery?.spanContext().spanId);
    for (const each of heard) each.stop();
  });

  it('is no span where the publisher did not record either, and the dice say no', () => {
    const open = createEventTracing(0, Math.random);
    expect(open(`00-${traceId}-${spanId}-00`, 'Changes').span).toBeUndefined();
    expect(open(undefined, 'Changes').span).toBeUndefined();
    expect(open('garbage', undefined).span).toBeUndefined();
  });
});
