import type { Head } from './span.ts';

/**
 * What the owner of a partition remembers of it: up to where it was read, and where the last records of each organisation
 * ended, so that every message can say from where on it is complete.
 */
export type Chain = {
  /** Takes what was read: up to `to` there are records of these organisations only. Gives from where each one's span goes. */
  extend(tenants: Iterable<string>, to: number): ReadonlyMap<string, number>;
  /** Reading begins anew at this offset: nothing is known of what lies before. */
  restart(at: number): void;
  end(): number;
  /** What to tell about once a second. It goes back over the last few heads, so that a lost one costs nothing. */
  head(): Pick<Head, 'from' | 'to' | 'lately'>;
};

/** How many heads each head goes back over. */
const overlap = 5;

/**
 * Makes the memory of a partition that is read from `start` on. It knows at most `maxTenants`: whoever had records least
 * lately is forgotten, and nothing is said any more about what lies before the end of its last one. A head names at most
 * `maxNamed`, and goes back less far where more had records.
 */
export function createChain(start: number, maxTenants: number, maxNamed: number): Chain {
  const ends = new Map<string, number>();
  let floor = start;
  let end = start;
  let marks: number[] = [];

  const forget = () => {
    for (const [tenant, last] of ends) {
      if (ends.size <= maxTenants) return;
      floor = Math.max(floor, last);
      ends.delete(tenant);
    }
  };
  const restart = (at: number) => {
    ends.clear();
    floor = at;
    end = at;
    marks = [];
  };

  return {
    extend(tenants, to) {
      const spans = new Map<string, number>();
      for (const tenant of tenants) {
        spans.set(tenant, Math.max(ends.get(tenant) ?? 0, floor));
        ends.delete(tenant);
        ends.set(tenant, to);
      }
      end = to;
      forget();
      return spans;
    },
    restart,
    end: () => end,
    head() {
      let from = Math.max(marks[0] ?? floor, floor);
      marks = [...marks, end].slice(-overlap);
      const lately: (readonly [string, number])[] = [];
      for (const entry of [...ends].reverse()) {
        if (entry[1] <= from) break;
        if (lately.length === maxNamed) {
          from = entry[1];
          break;
        }
        lately.push(entry);
      }
      return { from, to: end, lately };
    },
  };
}
