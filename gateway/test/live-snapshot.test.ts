import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Events, startEvents } from './events.ts';
import { eventually } from './eventually.ts';
import { type House, startHouse } from './house.ts';
import { type Heard, type WatchOptions, watchByWebSocket } from './watch.ts';

jest.setTimeout(120_000);

const document = `
  query Initial { invoices { nodes { id version } } unreadNotificationCount }
  subscription Changes($issuer: RFC) { invoiceStatusChanged(issuer: $issuer) { id version } }
`;

describe('a subscription that begins with a snapshot', () => {
  let events: Events;
  let house: House;
  let token: string;
  const watching: Heard[] = [];

  beforeAll(async () => {
    events = await startEvents();
    house = await startHouse({ KAFKA_BROKERS: events.brokers });
    token = await house.issuer.token();
    const row = { id: 'i-1', status: 'ARCHIVED', version: 9, issuerRfc: 'EKU9003173C9', total: '116.00' };
    house.ledger.invoices.set('tenant-a', new Map([['i-1', row]]));
  });
  afterEach(async () => {
    for (const each of watching.splice(0)) each.stop();
    await eventually(() => expect(house.openSubscriptions()).toBe(0));
  });
  afterAll(async () => {
    await house.stop();
    await events.stop();
  });

  const watch = (query: string, extensions: Record<string, unknown>, options: WatchOptions = {}): Heard => {
    const heard = watchByWebSocket(house.url, query, { token, operationName: 'Changes', extensions, ...options });
    watching.push(heard);
    return heard;
  };
  const versions = ({ results }: Heard) =>
    results.map(({ data }) => (data?.invoiceStatusChanged as { version: number } | undefined)?.version);

  it('gives the answer to its query first, then every event since, and goes on from the cursor of the answer', async () => {
    let isOver = false;
    let published = 0;
    const publishing = (async () => {
      while (!isOver) {
        published += 1;
        await events.changed('tenant-a', 'i-1', 'PROCESSING', published);
      }
    })();
    const before = published;
    const heard = watch(document, { snapshot: true });
    await eventually(() => expect(heard.results.length).toBeGreaterThan(10));
    isOver = true;
    await publishing;
    await eventually(() => expect(versions(heard).at(-1)).toBe(published));
    const [snapshot, ...changes] = versions(heard);
    expect([snapshot, heard.results[0]]).toEqual([
      undefined,
      {
        data: { invoices: { nodes: [{ id: 'i-1', version: 9 }] }, unreadNotificationCount: 3 },
        extensions: { snapshot: true, cursor: expect.any(String) },
      },
    ]);
    expect(changes[0]).toBeGreaterThan(before);
    expect(changes).toEqual(changes.map((_, index) => (changes[0] ?? 0) + index));
    const again = watch(document, { resumeFrom: heard.results[0]?.extensions?.cursor });
    await eventually(() => expect(versions(again)).toEqual(changes));
  });

  it('is refused when the document does not say what to begin with', async () => {
    const none = watch('subscription Changes { invoiceStatusChanged { id } }', { snapshot: true });
    const several = watch(`${document} query Another { unreadNotificationCount }`, { snapshot: true });
    for (const heard of [none, several])
      expect(await heard.ended).toMatchObject([{ extensions: { code: 'NO_SNAPSHOT' } }]);
  });

  it('ends with the errors of its query when that cannot be run at all', async () => {
    const heard = watch(
      `query Initial($first: Int!) { invoices(first: $first) { nodes { id } } }
       subscription Changes { invoiceStatusChanged { id } }`,
      { snapshot: true },
    );
    expect(await heard.ended).toMatchObject([{ extensions: { code: 'INVALID_INPUT' } }]);
  });
});
