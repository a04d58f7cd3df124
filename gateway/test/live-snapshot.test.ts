import { describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../../test/eventually.ts';
import { openLiveHouse } from './live-house.ts';
import type { Heard } from './watch.ts';

jest.setTimeout(120_000);

const document = `
  query Initial { invoices { nodes { id version } } unreadNotificationCount }
  subscription Changes($issuer: RFC) { invoiceStatusChanged(issuer: $issuer) { id version } }
`;

describe('a subscription that begins with a snapshot', () => {
  const live = openLiveHouse();
  const watch = (query: string, extensions: Record<string, unknown>) =>
    live.watch(query, { operationName: 'Changes', extensions });
  const versions = ({ results }: Heard) =>
    results.map(({ data }) => (data?.invoiceStatusChanged as { version: number } | undefined)?.version);

  it('gives the answer to its query first, then every event since, and goes on from the cursor of the answer', async () => {
    let isOver = false;
    let published = 0;
    const publishing = (async () => {
      while (!isOver) {
        published += 1;
        await live.events.changed('tenant-a', 'i-1', 'PROCESSING', published);
      }
    })();
    const before = published;
    const heard = await watch(document, { snapshot: true });
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
    const again = await watch(document, { resumeFrom: heard.results[0]?.extensions?.cursor });
    await eventually(() => expect(versions(again)).toEqual(changes));
  });

  it('is refused when the document does not say what to begin with', async () => {
    const none = await watch('subscription Changes { invoiceStatusChanged { id } }', { snapshot: true });
    const several = await watch(`${document} query Another { unreadNotificationCount }`, { snapshot: true });
    for (const heard of [none, several])
      expect(await heard.ended).toMatchObject([{ extensions: { code: 'NO_SNAPSHOT' } }]);
  });

  it('ends with the errors of its query when that cannot be run at all', async () => {
    const heard = await watch(
      `query Initial($first: Int!) { invoices(first: $first) { nodes { id } } }
       subscription Changes { invoiceStatusChanged { id } }`,
      { snapshot: true },
    );
    expect(await heard.ended).toMatchObject([{ extensions: { code: 'INVALID_INPUT' } }]);
  });
});
