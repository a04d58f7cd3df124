import type { Client, Use } from './usage.ts';

/** Stands for the clients that are not told apart. */
export const unnamed: Client = { name: '', version: '' };

/** What uses are told apart by. */
export function keyOfUse({ client: { name, version }, hour }: Pick<Use, 'client' | 'hour'>): string {
  return JSON.stringify([name, version, hour.getTime()]);
}

/** One use for each client and hour. */
export function sumUses(uses: readonly Use[]): readonly Use[] {
  const sums = new Map<string, Use>();
  for (const use of uses) {
    const known = sums.get(keyOfUse(use));
    const sum = known && { requests: known.requests + use.requests, errors: known.errors + use.errors };
    sums.set(keyOfUse(use), { ...use, ...sum });
  }
  return [...sums.values()];
}
