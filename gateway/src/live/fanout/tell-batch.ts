import type { Batch } from '../log/log.ts';
import type { LiveRecord } from '../log/record.ts';
import type { Track } from './track.ts';

/** What a record of the log is taken for where it has to wait; its real size is not known before it is read. */
const recordBytes = 1_024;

/** The records of a batch by whose they are. */
export type ByTenant = ReadonlyMap<string, readonly LiveRecord[]>;

export function byTenant(records: readonly LiveRecord[]): ByTenant {
  const found = new Map<string, LiveRecord[]>();
  for (const record of records) {
    const own = found.get(record.tenant);
    if (own) own.push(record);
    else found.set(record.tenant, [record]);
  }
  return found;
}

/** Tells all tracks of a partition what a read of it from `at` on gave. */
export function tellBatch(tracks: ReadonlyMap<string, Track>, at: number, batch: Batch, records: ByTenant): void {
  const from = batch.lost?.to ?? at;
  for (const [tenant, track] of tracks) {
    if (batch.lost) track.lose(at, batch.lost);
    const own = records.get(tenant) ?? [];
    track.offer({ from, to: batch.next, records: own, bytes: recordBytes * own.length });
  }
}
