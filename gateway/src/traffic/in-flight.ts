import type { Exchange } from './exchange.ts';
import type { Waiter } from './waiting.ts';

/** The exchanges that are under way, by what is asked and for whom. */
export type InFlight = {
  /** Lets one more wait for an exchange that is under way; false when there is none that will do. */
  join(key: string, waiter: Waiter): boolean;
  add(exchange: Exchange): void;
  /** From now on nobody joins it. */
  remove(exchange: Exchange): void;
};

/** The subgraph was told the first one's deadline; who has more time than this beyond it asks for himself. */
const slackMs = 1_000;

/** Makes an empty set of exchanges under way. */
export function createInFlight(): InFlight {
  const exchanges = new Map<string, Exchange>();
  return {
    join: (key, waiter) => {
      const exchange = exchanges.get(key);
      const [first] = exchange?.waiters ?? [];
      if (!exchange || !first || waiter.deadlineAt > first.deadlineAt + slackMs) return false;
      exchange.waiters.push(waiter);
      return true;
    },
    add: (exchange) => {
      if (exchange.errand.key !== undefined) exchanges.set(exchange.errand.key, exchange);
    },
    remove: ({ errand, waiters }) => {
      if (errand.key !== undefined && exchanges.get(errand.key)?.waiters === waiters) exchanges.delete(errand.key);
    },
  };
}
