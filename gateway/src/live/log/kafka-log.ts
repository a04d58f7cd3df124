import { log } from '@fiscal/kit';
import {
  createLogReader,
  dataTextOf,
  decodeData,
  decodeHead,
  type Kafka,
  type LogBatch,
  type LogRecord,
  tenantOf,
} from '@fiscal/kit/events';
import type { Batch, Log } from './log.ts';
import type { EventHead, LiveRecord, Positions } from './record.ts';

/** Makes the log of what Kafka keeps. It connects when it is first asked. */
export function createKafkaLog(kafka: Kafka): Log {
  const reader = createLogReader(kafka);
  return {
    positions: reader.offsets,
    async *read({ topic, partition, from, to }, signal) {
      for await (const batch of reader.read({ topic, partition, from, to }, signal)) {
        yield toBatch(topic, partition, batch);
      }
    },
    follow: (from, onBatch, signal) =>
      reader.follow(
        partitionsOf(from),
        (topic, partition, batch) => onBatch(topic, partition, toBatch(topic, partition, batch)),
        signal,
      ),
    stop: reader.stop,
  };
}

function partitionsOf(positions: Positions) {
  return Object.entries(positions).flatMap(([topic, offsets]) =>
    offsets.flatMap((from, partition) => (from >= 0 ? [{ topic, partition, from }] : [])),
  );
}

function toBatch(topic: string, partition: number, { records, next, lost }: LogBatch): Batch {
  return {
    records: records.map((record) => toLiveRecord(topic, partition, record)),
    next,
    ...(lost ? { lost: { topic, partition, ...lost } } : {}),
  };
}

/** The tenant decides whether anybody looks at the rest. */
function toLiveRecord(topic: string, partition: number, record: LogRecord): LiveRecord {
  let head: { readonly known: EventHead | undefined } | undefined;
  return {
    topic,
    partition,
    offset: record.offset,
    tenant: tenantOf(record),
    get head() {
      head ??= { known: readHead(record) };
      return head.known;
    },
    data: () => decodeData(record),
    text: () => dataTextOf(record),
  };
}

/** What was never meant for a CloudEvent is no news. */
function readHead(record: LogRecord): EventHead | undefined {
  if (!Object.keys(record.headers).some((name) => name.toLowerCase().startsWith('ce_'))) return undefined;
  try {
    return decodeHead(record);
  } catch (error) {
    log.warn({ err: error, offset: record.offset }, 'the headers of a record cannot be read');
    return undefined;
  }
}
