import type { EventHead, LiveRecord } from '../log/record.ts';

/**
 * What a record says about itself for a live field: the attributes of its CloudEvent. For a field that is not fed by types
 * of CloudEvents, a record that is none has those that can be told from where it lies. Undefined: it cannot be of the field.
 */
export function headFor(
  types: ReadonlySet<string> | undefined,
  { head, topic, partition, offset, tenant }: LiveRecord,
): EventHead | undefined {
  if (head || types) return head;
  return {
    id: `${topic}/${partition}/${offset}`,
    type: '',
    source: '',
    subject: '',
    tenant,
    aggregateVersion: 0,
    time: '',
  };
}
