import { log } from '@fiscal/kit';
import type { LiveField, Reading } from './declaration/field.ts';
import type { LiveRecord } from './log/record.ts';

/** What a record says to a field; undefined when it cannot be read. */
export type ReadRecord = (field: LiveField) => Reading | undefined;

/** Makes what reads one record for whoever asks: its payload is parsed once, and only if somebody does. */
export function createReadRecord(record: LiveRecord): ReadRecord {
  const readings = new Map<LiveField, Reading | undefined>();
  let data: { readonly value: unknown } | undefined;
  const read = (field: LiveField): Reading | undefined => {
    if (!record.head) return undefined;
    try {
      data ??= { value: record.data() };
      return field.read(record.head, data.value);
    } catch (error) {
      const { topic, partition, offset, head } = record;
      log.error({ err: error, topic, partition, offset, eventId: head.id, type: head.type }, 'an event is unreadable');
      return undefined;
    }
  };
  return (field) => {
    if (!readings.has(field)) readings.set(field, read(field));
    return readings.get(field);
  };
}
