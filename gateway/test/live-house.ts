import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { eventually } from '../../test/eventually.ts';
import { type Events, startEvents } from './events.ts';
import { type House, startHouse } from './house.ts';
import { person } from './issuer.ts';
import { type Heard, type WatchOptions, watchByWebSocket } from './watch.ts';

/** A gateway and the broker whose events it tells; whoever watches leaves at the end of the test. */
export type LiveHouse = {
  readonly events: Events;
  readonly house: House;
  /** Subscribes, as user-a of tenant-a unless a token is given. */
  watch(query: string, options?: WatchOptions, by?: typeof watchByWebSocket): Promise<Heard>;
  /** Subscribes, and waits until the gateway has taken the subscription up. */
  watchTaken(query: string, options?: WatchOptions, by?: typeof watchByWebSocket): Promise<Heard>;
};

/** An invoice that the subgraphs know. */
export const invoiceRow = { id: 'i-1', status: 'ARCHIVED', version: 9, issuerRfc: 'EKU9003173C9', total: '116.00' };

/** Gives the suite it is called in a live house, where tenant-a has one invoice. `env` is read when it starts. */
export function openLiveHouse(env: () => Record<string, string> = () => ({}), yaml = ''): LiveHouse {
  const watching: Heard[] = [];
  let events: Events;
  let house: House;
  beforeAll(async () => {
    events = await startEvents();
    house = await startHouse({ KAFKA_BROKERS: events.brokers, ...env() }, yaml);
    house.ledger.invoices.set('tenant-a', new Map([['i-1', invoiceRow]]));
  });
  afterEach(async () => {
    for (const each of watching.splice(0)) each.stop();
    await eventually(() => expect(house.openSubscriptions()).toBe(0));
  });
  afterAll(async () => {
    await house.stop();
    await events.stop();
  });
  const watch: LiveHouse['watch'] = async (query, options, by = watchByWebSocket) => {
    const token = await house.issuer.token(person('user-a', 'tenant-a'));
    const heard = by(house.url, query, { token, ...options });
    watching.push(heard);
    return heard;
  };
  return {
    get events() {
      return events;
    },
    get house() {
      return house;
    },
    watch,
    async watchTaken(...asked) {
      const open = house.openSubscriptions();
      const heard = await watch(...asked);
      await eventually(() => expect(house.openSubscriptions()).toBe(open + 1));
      return heard;
    },
  };
}
