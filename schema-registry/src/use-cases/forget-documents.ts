import { everyTenant, type Transaction } from '@fiscal/kit';
import { removeUnusedDocuments } from '../store/index.ts';

const keptMs = 7 * 24 * 60 * 60_000;
const mostAtOnce = 500;

/**
 * Makes what removes texts that nothing refers to since a week, as those of variants that are gone; gives whether there
 * may be more.
 */
export function createForgetDocuments(transact: Transaction, now: () => Date): () => Promise<boolean> {
  return async () => {
    const before = new Date(now().getTime() - keptMs);
    return (await transact(everyTenant, (db) => removeUnusedDocuments(db, before, mostAtOnce))) === mostAtOnce;
  };
}
