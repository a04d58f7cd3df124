import { context, propagation } from '@opentelemetry/api';
import type { Db } from '../postgres/index.ts';
import type { Event } from './event.ts';

// Below Kafka's default limit of 1 MiB a batch, with room for headers: a larger event could never be relayed.
const maxEventBytes = 900_000;

/**
 * Stores events in the caller's transaction, to be relayed once it commits. Call it after the aggregate's own row has
 * been written: that row's lock is what puts two changes of one aggregate in the same order here.
 * @throws Error when an event is larger than 900 kB as JSON, since it would hold up all that follow it.
 */
export async function addToOutbox(db: Db, topic: string, events: readonly Event[]): Promise<void> {
  if (events.length === 0) return;
  const traced = events.map(withTraceparent);
  const texts = traced.map((event) => JSON.stringify(event));
  const large = texts.findIndex((text) => Buffer.byteLength(text) > maxEventBytes);
  if (large >= 0) throw new Error(`event ${traced[large]?.type} is larger than ${maxEventBytes} bytes`);
  await db.query(
    `insert into outbox (topic, key, event)
     select $1, key, event::jsonb from unnest($2::text[], $3::text[]) with ordinality as e (key, event, n) order by n`,
    [topic, traced.map((event) => event.subject), texts],
  );
}

function withTraceparent(event: Event): Event {
  if (event.traceparent !== undefined) return event;
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent === undefined ? event : { ...event, traceparent: carrier.traceparent };
}
