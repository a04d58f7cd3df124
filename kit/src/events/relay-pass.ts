import type pg from 'pg';
import { log } from '../log.ts';
import { encode } from './codec.ts';
import type { Event } from './event.ts';
import { counters } from './metrics.ts';
import type { TopicMessages } from './producer.ts';
import { lockClass } from './wake-up.ts';

type Row = { readonly position: string; readonly topic: string; readonly event: Event; readonly bytes: number };
type Send = (batches: readonly TopicMessages[]) => Promise<void>;

const bucketCount = 64;
const bucketsPerPass = 16;
const rowsPerBucket = 50;
// Per bucket when claiming, and per request when sending: Kafka's default limit of a batch is 1 MiB.
const maxBytes = 700_000;
/** What a pass did: how many events it moved, and whether it left some to the relay that has their buckets. */
export type Passed = { readonly moved: number; readonly contended: boolean };

/**
 * Relays one bounded portion of a database's outbox. One transaction locks some buckets, reads their oldest rows, sends
 * them and deletes them. No position is remembered, so a row whose transaction commits late is not skipped. When it fails
 * between sending and deleting, the events are sent again later.
 */
export async function relayPass(pool: pg.Pool, send: Send): Promise<Passed> {
  const waiting = await pool.query<{ bucket: number }>(
    `select bucket from generate_series(0, $1 - 1) bucket
     where exists (select from outbox where outbox.bucket = bucket.bucket) order by random() limit $2`,
    [bucketCount, bucketsPerPass],
  );
  if (waiting.rows.length === 0) return { moved: 0, contended: false };
  const moved = await relayBuckets(
    pool,
    send,
    waiting.rows.map((row) => row.bucket),
  );
  return { moved, contended: moved === 0 };
}

async function relayBuckets(pool: pg.Pool, send: Send, buckets: readonly number[]): Promise<number> {
  const client = await pool.connect();
  let lost: Error | undefined;
  const onLost = (error: Error) => {
    lost = error;
  };
  // While Kafka is waited for no query runs that could report a lost connection; unheard it would end the process.
  client.on('error', onLost);
  try {
    await client.query('begin');
    const rows = await claim(client, buckets);
    for (const portion of portions(rows)) await send(portion);
    await client.query('delete from outbox where position = any ($1)', [rows.map((row) => row.position)]);
    await client.query('commit');
    count(rows);
    return rows.length;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      lost ??= failure;
    });
    throw error;
  } finally {
    client.off('error', onLost);
    client.release(lost);
  }
}

async function claim(client: pg.PoolClient, buckets: readonly number[]): Promise<readonly Row[]> {
  // A statement of its own: what it locks was left by whoever held it before, so the next one reads the rows that remain.
  const locked = await client.query<{ bucket: number }>(
    'select bucket from unnest($1::int[]) bucket where pg_try_advisory_xact_lock($2, bucket)',
    [buckets, lockClass],
  );
  if (locked.rows.length === 0) return [];
  const { rows } = await client.query<Row>(
    `select o.position, o.topic, o.event, o.bytes
     from unnest($1::int[]) b cross join lateral (
       select *, sum(bytes) over (order by position) - bytes as bytes_before
       from (select * from outbox where bucket = b order by position limit $2) oldest) o
     where o.bytes_before < $3 order by o.position`,
    [locked.rows.map((row) => row.bucket), rowsPerBucket, maxBytes],
  );
  return rows;
}

/** Cuts the rows, in order, into requests of bounded size, each grouped by topic. */
function* portions(rows: readonly Row[]): Generator<readonly TopicMessages[]> {
  let portion: Row[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (portion.length > 0 && bytes + row.bytes > maxBytes) {
      yield byTopic(portion);
      portion = [];
      bytes = 0;
    }
    portion.push(row);
    bytes += row.bytes;
  }
  if (portion.length > 0) yield byTopic(portion);
}

function byTopic(rows: readonly Row[]): readonly TopicMessages[] {
  const topics = Map.groupBy(rows, (row) => row.topic);
  return [...topics].map(([topic, group]) => ({ topic, messages: group.map((row) => encode(row.event)) }));
}

function count(rows: readonly Row[]): void {
  if (rows.length === 0) return;
  for (const [topic, group] of Map.groupBy(rows, (row) => row.topic)) counters.relayed.add(group.length, { topic });
  log.debug({ events: rows.length }, 'relayed');
}
