import { log } from '@fiscal/kit';
import { headFor } from './declaration/bare-head.ts';
import type { LiveField, Reading } from './declaration/field.ts';
import type { LiveRecord } from './log/record.ts';

/** What a record says to a field; undefined when it cannot be read. */
export type ReadRecord = (field: LiveField) => Reading | undefined;

/** Makes what reads one record for whoever asks: its payload is parsed once, and only if somebody does. */
export function createReadRecord(record: LiveRecord): ReadRecord {
  const readings = new Map<LiveField, Reading | undefined>();
  let data: { readonly value: unknown } | undefined;
  const read = (field: LiveField): Reading | undefined => {
    const head = headFor(field.types, record);
    if (!head) return undefined;
    try {
      data ??= { value: record.data() };
      return field.read(head, data.value);
    } catch (error) {
      const { topic, partition, offset } = record;
      log.error({ err: error, topic, partition, offset, eventId: head.id, type: head.type }, 'an event is unreadable');
      return undefined;
    }
  };
  return (field) => {
    if (!readings.has(field)) readings.set(field, read(field));
    return readings.get(field);
  };
}
