import { UndecodableMessage } from '@fiscal/kit/events';
import type { EventHead, LiveRecord } from '../log/record.ts';
import type { Head, Span } from './span.ts';

/** A record as it travels: its offset, what its headers say (null where they cannot be read), its payload's text. */
type Packed = readonly [offset: number, head: Omit<EventHead, 'tenant'> | null, text: string];

/** A span of a partition as the bus brings it; what it holds is read when somebody needs it, and may turn out to be nonsense. */
export type Told = {
  readonly topic: string;
  readonly partition: number;
  readonly to: number;
  span(): Span | undefined;
};

/** The text of a record for the bus, or undefined where its payload has none: it must be read from the log then. */
export function packRecord({ offset, head, text }: Pick<LiveRecord, 'offset' | 'head' | 'text'>): string | undefined {
  const payload = text?.();
  if (payload === undefined) return undefined;
  if (!head) return JSON.stringify([offset, null, payload] satisfies Packed);
  const { tenant: _, ...rest } = head;
  return JSON.stringify([offset, rest, payload] satisfies Packed);
}

/** A message of an organisation's channel, from the texts of its records. The first line says whether to read the second. */
export function encodeTold(topic: string, partition: number, from: number, to: number, packed: readonly string[]) {
  return `[${JSON.stringify(topic)},${partition},${from},${to}]\n[${packed.join(',')}]`;
}

/** Reads a message of a tenant's channel. Undefined when it is none: what it was to say, the next head says. */
export function decodeTold(text: string, tenant: string): Told | undefined {
  const lineEnd = text.indexOf('\n');
  const [topic, partition, from, to] = (lineEnd > 0 && parseArray(text.slice(0, lineEnd))) || [];
  if (typeof topic !== 'string' || !isOffset(partition) || !isOffset(from) || !isOffset(to) || from > to)
    return undefined;
  return {
    topic,
    partition,
    to,
    span() {
      const records = parseArray(text.slice(lineEnd))?.map((each) => unpack(each, topic, partition, tenant));
      if (!records?.every((each) => each !== undefined) || !isInOrder(records, from, to)) return undefined;
      // A character of a text takes two bytes at most.
      return { from, to, records, bytes: 2 * text.length };
    },
  };
}

/** A message of the channel of heads: who says it, and what. */
export function encodeHeads(owner: string, heads: readonly Head[]): string {
  const rows = heads.map(({ topic, partition, from, to, lately }) => [topic, partition, from, to, lately]);
  return JSON.stringify([owner, rows]);
}

/** Reads a message of the channel of heads. Undefined when it is none. */
export function decodeHeads(text: string): { readonly owner: string; readonly heads: readonly Head[] } | undefined {
  const [owner, rows] = parseArray(text) ?? [];
  if (typeof owner !== 'string' || !Array.isArray(rows)) return undefined;
  const heads = rows.map(toHead);
  return heads.every((head) => head !== undefined) ? { owner, heads } : undefined;
}

function toHead(value: unknown): Head | undefined {
  if (!Array.isArray(value)) return undefined;
  const [topic, partition, from, to, lately] = value;
  if (typeof topic !== 'string' || !isOffset(partition) || !isOffset(from) || !isOffset(to) || from > to)
    return undefined;
  if (!Array.isArray(lately) || !lately.every(isEnd)) return undefined;
  return { topic, partition, from, to, lately };
}

function isEnd(value: unknown): boolean {
  return Array.isArray(value) && typeof value[0] === 'string' && isOffset(value[1]);
}

function parseArray(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isOffset(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isInOrder(records: readonly LiveRecord[], from: number, to: number): boolean {
  let least = from;
  for (const { offset } of records) {
    if (offset < least || offset >= to) return false;
    least = offset + 1;
  }
  return true;
}

function isHead(value: unknown): value is Omit<EventHead, 'tenant'> {
  if (typeof value !== 'object' || value === null) return false;
  const { id, type, source, subject, time, aggregateVersion } = value as Record<string, unknown>;
  return [id, type, source, subject, time].every((each) => typeof each === 'string') && isOffset(aggregateVersion);
}

function unpack(value: unknown, topic: string, partition: number, tenant: string): LiveRecord | undefined {
  if (!Array.isArray(value)) return undefined;
  const [offset, head, text] = value;
  if (!isOffset(offset) || typeof text !== 'string' || (head !== null && !isHead(head))) return undefined;
  return {
    topic,
    partition,
    offset,
    tenant,
    head: head ? { ...head, tenant } : undefined,
    text: () => text,
    data() {
      try {
        return JSON.parse(text);
      } catch (error) {
        throw new UndecodableMessage('the value is not JSON', { cause: error });
      }
    },
  };
}
