import { type Rate, take, type Verdict } from './gcra.ts';

/** Takes `cost` points from the bucket of a key. A promise only where somebody else has to be asked. */
export type Limiter = (key: string, rate: Rate, cost: number) => Verdict | Promise<Verdict>;

const sweptAtOnce = 8;

/**
 * Makes a limiter within this process. Of more than `maxKeys` keys those not used for longest are forgotten, which
 * favours the newcomers rather than letting a flood of keys fill the memory.
 */
export function createLocalLimiter(maxKeys: number, now: () => number): (...args: Parameters<Limiter>) => Verdict {
  const fullAts = new Map<string, number>();
  return (key, rate, cost) => {
    const at = now();
    const { fullAt, verdict } = take(fullAts.get(key) ?? at, rate, cost, at);
    // Put in again, so that the order is the order of use.
    fullAts.delete(key);
    fullAts.set(key, fullAt);
    sweep(fullAts, maxKeys, at);
    return verdict;
  };
}

/** Forgets full buckets a few at a time, and whatever is too much. */
function sweep(fullAts: Map<string, number>, maxKeys: number, now: number): void {
  let looked = 0;
  for (const [key, fullAt] of fullAts) {
    looked += 1;
    if (fullAts.size <= maxKeys && (looked > sweptAtOnce || fullAt > now)) return;
    fullAts.delete(key);
  }
}
