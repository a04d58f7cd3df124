import { everyTenant, type Transaction } from '@fiscal/kit';
import DataLoader from 'dataloader';
import type { Launch } from '../domain/launch.ts';
import { documentsByHash, launchesByIds } from '../store/index.ts';

/** Reads what never changes, all that is asked for at one time with one statement. */
export type Loaders = {
  /** The text of a hash. Errors: an Error when there is none, since hashes come from the store. */
  text(hash: string): Promise<string>;
  /** The launch of an id; null where there is none. */
  launch(id: string | null): Promise<Launch | null>;
};

const mostAtOnce = 200;

/** Makes the loaders; they serve all requests, for nothing is kept beyond the moment. */
export function createLoaders(transact: Transaction): Loaders {
  const options = { cache: false, maxBatchSize: mostAtOnce };
  const texts = new DataLoader(async (hashes: readonly string[]) => {
    const found = await transact(everyTenant, (db) => documentsByHash(db, [...new Set(hashes)]));
    return hashes.map((hash) => found.get(hash) ?? new Error(`there is no document ${hash}`));
  }, options);
  const launches = new DataLoader(async (ids: readonly string[]) => {
    const found = await transact(everyTenant, (db) => launchesByIds(db, [...new Set(ids)]));
    const byId = new Map(found.map((launch) => [launch.id, launch]));
    return ids.map((id) => byId.get(id) ?? null);
  }, options);
  return {
    text: (hash) => texts.load(hash),
    launch: async (id) => (id === null ? null : launches.load(id)),
  };
}
