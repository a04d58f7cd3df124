import { everyTenant, Refusal, type Transaction } from '@fiscal/kit';
import DataLoader from 'dataloader';
import type { Launch } from '../domain/launch.ts';
import { type GraphRef, printRef } from '../domain/ref.ts';
import type { Variant } from '../domain/variant.ts';
import { documentsWithin, launchesByIds, variantsByRefs } from '../store/index.ts';

/** Reads all that is asked for at one time with one statement. Whether the caller may read it, whoever asks has found out. */
export type Loaders = {
  /** The text of a hash. Errors: Refusal `ANSWER_TOO_LARGE` when too much is asked for at one time. */
  text(hash: string): Promise<string>;
  /** The launch of an id; null where there is none. */
  launch(id: string | null): Promise<Launch | null>;
  /** A variant as it is now; null where there is none. */
  variant(ref: GraphRef): Promise<Variant | null>;
};

const mostAtOnce = 200;
const mostBytesAtOnce = 64 * 1024 * 1024;

/** Makes the loaders; they serve all requests, for nothing is kept beyond the moment. */
export function createLoaders(transact: Transaction): Loaders {
  const options = { cache: false, maxBatchSize: mostAtOnce };
  const texts = new DataLoader<string, string>(async (hashes: readonly string[]) => {
    const found = await transact(everyTenant, (db) => documentsWithin(db, [...new Set(hashes)], mostBytesAtOnce));
    return hashes.map((hash) => found.get(hash) ?? tooLarge());
  }, options);
  const launches = new DataLoader(async (ids: readonly string[]) => {
    const found = await transact(everyTenant, (db) => launchesByIds(db, [...new Set(ids)]));
    const byId = new Map(found.map((launch) => [launch.id, launch]));
    return ids.map((id) => byId.get(id) ?? null);
  }, options);
  const variants = new DataLoader(async (refs: readonly GraphRef[]) => {
    const found = await transact(everyTenant, (db) => variantsByRefs(db, refs));
    const byRef = new Map(found.map((each) => [printRef({ graphId: each.graphId, variant: each.name }), each]));
    return refs.map((ref) => byRef.get(printRef(ref)) ?? null);
  }, options);
  return {
    text: (hash) => texts.load(hash),
    launch: async (id) => (id === null ? null : launches.load(id)),
    variant: (ref) => variants.load(ref),
  };
}

/** Hashes come from the store, so a text that is not given is one too many. */
export function tooLarge(): Refusal {
  return new Refusal('limited', 'ANSWER_TOO_LARGE', 'more is asked for than is given at once: ask for less of it');
}
