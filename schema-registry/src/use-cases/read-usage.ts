import { everyTenant, type Transaction } from '@fiscal/kit';
import type { GraphRef } from '../domain/ref.ts';
import type { FieldToRetire, FieldUsage, OperationUsage } from '../domain/usage/usage.ts';
import {
  documentsByHash,
  fieldUsageOf,
  lastUses,
  launchesByIds,
  operationUsageOf,
  variantByRef,
} from '../store/index.ts';
import type { RunWork } from '../workers/work.ts';

const dayMs = 86_400_000;
const mostDays = 400;
const mostOperations = 1_000;
const listMs = 10_000;

/** Who uses what of a variant, over the last so many days. */
export type ReadUsage = {
  fields(ref: GraphRef, days: number): Promise<readonly FieldUsage[]>;
  /** Most sent first; with a coordinate, only those that ask for that field. */
  operations(
    ref: GraphRef,
    days: number,
    which: { coordinate: string | null; first: number },
  ): Promise<readonly OperationUsage[]>;
  /** The fields of what is served now that are deprecated, and then those that nobody asked for. */
  toRetire(ref: GraphRef, days: number): Promise<readonly FieldToRetire[]>;
};

/** Makes what reads usage. Errors: those of `RunWork`. */
export function createReadUsage(transact: Transaction, runWork: RunWork, now: () => Date): ReadUsage {
  const since = (days: number) => new Date(now().getTime() - Math.min(Math.max(days, 0), mostDays) * dayMs);
  return {
    fields: (ref, days) => transact(everyTenant, (db) => fieldUsageOf(db, ref, since(days))),
    operations: (ref, days, { coordinate, first }) =>
      transact(everyTenant, (db) =>
        operationUsageOf(db, ref, since(days), { coordinate, most: Math.min(Math.max(first, 0), mostOperations) }),
      ),
    async toRetire(ref, days) {
      const { sdl, uses } = await transact(everyTenant, async (db) => {
        const current = (await variantByRef(db, ref))?.currentLaunchId;
        const [launch] = current ? await launchesByIds(db, [current]) : [];
        const texts = launch?.apiHash ? await documentsByHash(db, [launch.apiHash]) : new Map<string, string>();
        return { sdl: [...texts.values()][0], uses: await lastUses(db, ref) };
      });
      if (sdl === undefined) return [];
      const fields = await runWork('listFields', { sdl }, listMs);
      return fields
        .map((field) => ({ ...field, lastSeen: uses.get(field.coordinate) ?? null }))
        .filter(({ deprecated, lastSeen }) => deprecated !== null || lastSeen === null || lastSeen < since(days))
        .toSorted((a, b) => Number(a.deprecated === null) - Number(b.deprecated === null));
    },
  };
}
