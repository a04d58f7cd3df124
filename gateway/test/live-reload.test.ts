import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Events, startEvents } from './events.ts';
import { eventually } from './eventually.ts';
import { type House, startHouse } from './house.ts';
import { person } from './issuer.ts';
import { type Heard, watchByWebSocket } from './watch.ts';

jest.setTimeout(120_000);

describe('open subscriptions, when another supergraph comes', () => {
  const committed = new URL('../../supergraph/supergraph.graphql', import.meta.url);
  let folder: string;
  let path: string;
  let text: string;
  let events: Events;
  let house: House;
  const watching: Heard[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fiscal-live-reload-'));
    path = join(folder, 'supergraph.graphql');
    text = await readFile(committed, 'utf8');
    await writeFile(path, text);
    events = await startEvents();
    house = await startHouse({ SUPERGRAPH_PATH: path, KAFKA_BROKERS: events.brokers }, 'live: { spreadMs: 500ms }');
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
    await rm(folder, { recursive: true });
  });

  const watch = async (query: string, user = 'user-a') => {
    const open = house.openSubscriptions();
    const token = await house.issuer.token(person(user, 'tenant-a'));
    const heard = watchByWebSocket(house.url, query, { token });
    watching.push(heard);
    await eventually(() => expect(house.openSubscriptions()).toBe(open + 1));
    return heard;
  };
  const replace = async (words: string, change: (text: string) => string = (same) => same) => {
    const next = change(text.replace('\ntype Query\n', `\n"""${words}"""\ntype Query\n`));
    await writeFile(`${path}.next`, next);
    await rename(`${path}.next`, path);
    await eventually(async () => {
      const { body } = await house.ask('{ __type(name: "Query") { description } }');
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
        await events.changed('tenant-a', 'i-1', 'ARCHIVED', version);
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
    await events.notified('tenant-a', 'user-a', 'n-1');
    await eventually(() => expect(other.results).toHaveLength(1));
  });
});
