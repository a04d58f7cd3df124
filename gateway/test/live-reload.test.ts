import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../../test/eventually.ts';
import { person } from './issuer.ts';
import { openLiveHouse } from './live-house.ts';
import { copySupergraph, type SupergraphCopy } from './supergraph-copy.ts';
import type { Heard } from './watch.ts';

jest.setTimeout(120_000);

describe('open subscriptions, when another supergraph comes', () => {
  let supergraph: SupergraphCopy;
  beforeAll(async () => {
    supergraph = await copySupergraph();
  });
  const live = openLiveHouse(() => ({ SUPERGRAPH_PATH: supergraph.path }), 'live: { spreadMs: 500ms }');
  afterAll(() => supergraph.remove());

  const watch = async (query: string, user = 'user-a') =>
    live.watchTaken(query, { token: await live.house.issuer.token(person(user, 'tenant-a')) });
  const replace = async (words: string, change: (text: string) => string = (same) => same) => {
    await supergraph.replace(change(supergraph.described(words)));
    await eventually(async () => {
      const { body } = await live.house.ask('{ __type(name: "Query") { description } }');
      expect(body.data?.__type).toEqual({ description: words });
    });
  };
  const threads = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;
  const versions = ({ results }: Heard) =>
    results.map(({ data }) => (data?.invoiceStatusChanged as { version: number } | undefined)?.version);

  it('go on by it, lose nothing meanwhile, and let the one before go though nothing happens', async () => {
    const all = [
      await watch('subscription { invoiceStatusChanged { id version } }'),
      await watch('subscription { invoiceStatusChanged { id version } }', 'user-b'),
      await watch('subscription { invoiceStatusChanged { version issuer { rfc } } }'),
    ];
    const quiet = await watch('subscription { notificationReceived { id } }');
    await replace('warm');
    const before = threads();
    let isOver = false;
    let version = 0;
    const publishing = (async () => {
      while (!isOver) {
        version += 1;
        await live.events.changed('tenant-a', 'i-1', 'ARCHIVED', version);
      }
    })();
    for (const words of ['one', 'two', 'three']) await replace(words);
    isOver = true;
    await publishing;
    const expected = Array.from({ length: version }, (_, index) => index + 1);
    await eventually(() => expect(all.map(versions)).toEqual(all.map(() => expected)));
    await eventually(() => expect(threads()).toBeLessThanOrEqual(before));
    expect(quiet.results).toEqual([]);
  });

  it('end, with a reason and from where to go on, when it has no such operation; others go on', async () => {
    const gone = await watch('subscription { invoiceStatusChanged { id } }');
    const other = await watch('subscription { notificationReceived { id } }');
    await replace('without', (next) => next.replace('invoiceStatusChanged(', 'invoiceStateChanged('));
    expect(await gone.ended).toBe('complete');
    const cursor = expect.any(String);
    expect(gone.results).toEqual([
      {
        data: null,
        errors: [
          {
            message: expect.stringContaining('invoiceStatusChanged'),
            extensions: { code: 'GRAPH_CHANGED', retryAfterMs: expect.any(Number), cursor },
          },
        ],
        extensions: { cursor },
      },
    ]);
    await live.events.notified('tenant-a', 'user-a', 'n-1');
    await eventually(() => expect(other.results).toHaveLength(1));
  });
});
