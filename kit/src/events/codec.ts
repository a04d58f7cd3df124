import type { IHeaders, KafkaMessage, Message } from 'kafkajs';
import type { Event } from './event.ts';
import type { LogRecord } from './log/record-batch.ts';

/** A Kafka message that is no event; retrying cannot help. */
export class UndecodableMessage extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(`not a CloudEvent: ${reason}`, options);
    this.name = 'UndecodableMessage';
  }
}

/** Encodes an event in CloudEvents' Kafka binary mode: attributes in `ce_*` headers, JSON data in the value (Kafka binding, 3.2). */
export function encode(event: Event): Message {
  const trace = event.traceparent ? { traceparent: event.traceparent, ce_traceparent: event.traceparent } : {};
  return {
    key: event.subject,
    value: JSON.stringify(event.data ?? null),
    headers: {
      ce_specversion: '1.0',
      ce_id: event.id,
      ce_source: event.source,
      ce_type: event.type,
      ce_subject: event.subject,
      ce_time: event.time,
      ce_tenant: event.tenant,
      ce_aggregateversion: String(event.aggregateVersion),
      ...trace,
      'content-type': 'application/json',
    },
  };
}

type Encoded = Pick<KafkaMessage, 'key' | 'value' | 'headers' | 'timestamp'>;

/**
 * Decodes what `encode` or another CloudEvents producer wrote. Reads tolerantly: only id, type, source and readable data
 * are required, header names may be in any case, and attributes it does not know are ignored.
 * @throws UndecodableMessage
 */
export function decode(message: Encoded): Event {
  return { ...decodeHead(message), data: decodeData(message) };
}

/**
 * What an event says about itself in its headers; its data is not looked at.
 * @throws UndecodableMessage
 */
export function decodeHead(message: Omit<Encoded, 'value'>): Omit<Event, 'data'> {
  const header = createHeaderReader(message.headers);
  const version = header('ce_specversion');
  if (version !== undefined && !version.startsWith('1.')) throw new UndecodableMessage(`specversion ${version}`);
  const traceparent = header('ce_traceparent') ?? header('traceparent');
  return {
    id: required(header, 'ce_id'),
    type: required(header, 'ce_type'),
    source: required(header, 'ce_source'),
    subject: header('ce_subject') ?? message.key?.toString() ?? '',
    tenant: header('ce_tenant') ?? noTenant,
    aggregateVersion: toVersion(header('ce_aggregateversion')),
    time: header('ce_time') ?? new Date(Number(message.timestamp)).toISOString(),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}

/**
 * An event's data.
 * @throws UndecodableMessage
 */
export function decodeData({ value, headers }: Pick<Encoded, 'value' | 'headers'>): unknown {
  return toData(value, createHeaderReader(headers)('content-type'));
}

/** The text of an event's data, for who hands it on unread; undefined where it is not said to be JSON. */
export function dataTextOf({ value, headers }: Pick<Encoded, 'value' | 'headers'>): string | undefined {
  if (!isJson(createHeaderReader(headers)('content-type'))) return undefined;
  return value === null || value.length === 0 ? 'null' : value.toString();
}

/** Whose event it is, `-` when nobody's. Tells it also of messages that cannot be read otherwise. */
export function tenantOf(message: Pick<Encoded, 'headers'> & Pick<LogRecord, 'header'>): string {
  // Asked of every record there is: all of them are written like this, but for those of other producers.
  const own = message.header('ce_tenant');
  if (own && own.length > 0) return own.toString();
  return createHeaderReader(message.headers)('ce_tenant') ?? noTenant;
}

const noTenant = '-';

type HeaderReader = (name: string) => string | undefined;

function createHeaderReader(headers: IHeaders | undefined): HeaderReader {
  const entries = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  const byName = new Map(entries);
  return (name) => {
    const value = byName.get(name);
    const first = Array.isArray(value) ? value[0] : value;
    return first === undefined || first.length === 0 ? undefined : first.toString();
  };
}

function required(header: HeaderReader, name: string): string {
  const value = header(name);
  if (value === undefined) throw new UndecodableMessage(`no ${name}`);
  return value;
}

function toVersion(text: string | undefined): number {
  const version = Number(text ?? 0);
  if (!Number.isSafeInteger(version) || version < 0) throw new UndecodableMessage(`aggregateversion ${text}`);
  return version;
}

function toData(value: Buffer | null, contentType: string | undefined): unknown {
  if (value === null || value.length === 0) return null;
  if (!isJson(contentType)) throw new UndecodableMessage(contentType ?? 'unknown content');
  try {
    return JSON.parse(value.toString());
  } catch (error) {
    throw new UndecodableMessage('the value is not JSON', { cause: error });
  }
}

function isJson(contentType: string | undefined): boolean {
  return contentType === undefined || /[/+]json\b/.test(contentType);
}
