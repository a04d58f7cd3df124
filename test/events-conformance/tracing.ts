import { callContext, remainingMs } from '@fiscal/kit';
import { addToOutbox, consumerPart, type Event, relayPart } from '@fiscal/kit/events';
import { expect, it } from '@jest/globals';
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { until } from '../../deploy/local/until.ts';
import { eventOf, type Setup, setUpDatabase } from './setup.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';

/** An event's handler is a call of its own, within the trace of the change that the event tells of. */
export function describeTracing(setup: () => Setup): void {
  it('carries the trace of the change through the outbox and Kafka to the handler', async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    const { kafka, newTopic } = setup();
    const [topic, database] = [await newTopic(1), await setUpDatabase()];
    const event = eventOf('traced', 1);
    const change = trace.setSpanContext(context.active(), { traceId, spanId: 'b7ad6b7169203331', traceFlags: 1 });
    const seen: { event: Event; traceId: string | undefined; correlationId: string | undefined; left: number }[] = [];
    const onEvent = async (each: Event) => {
      const active = trace.getSpanContext(context.active());
      const correlationId = callContext()?.correlationId;
      seen.push({ event: each, traceId: active?.traceId, correlationId, left: remainingMs(60_000) });
    };
    const consumer = consumerPart({ kafka, group: topic, topics: [topic], on: { [event.type]: onEvent } });
    const relay = relayPart({ kafka, pools: [database.pool] });
    await Promise.all([consumer.start(), relay.start()]);
    await context.with(change, () => addToOutbox(database.pool, topic, [event]));
    await until('the event is handled', 20_000, () => seen.length > 0);
    await Promise.all([consumer.stop(), relay.stop()]);
    await database.end();
    context.disable();
    propagation.disable();
    expect(seen[0]).toMatchObject({ traceId, correlationId: event.id });
    expect(seen[0]?.event.traceparent).toBe(`00-${traceId}-b7ad6b7169203331-01`);
    expect(seen[0]?.left).toBeLessThanOrEqual(30_000);
  });
}
