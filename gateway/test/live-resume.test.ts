import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../../test/eventually.ts';
import { type Events, startEvents } from './events.ts';
import { type House, startHouse } from './house.ts';
import { person } from './issuer.ts';
import { type Heard, type WatchOptions, watchByWebSocket } from './watch.ts';

jest.setTimeout(120_000);

const changes = 'subscription Changes($issuer: RFC) { invoiceStatusChanged(issuer: $issuer) { id version } }';

type Change = { readonly id: string; readonly version: number };

describe('a subscription that goes on from a cursor', () => {
  let events: Events;
  let replicas: House[];
  const watching: Heard[] = [];
  const env = () => ({
    KAFKA_BROKERS: events.brokers,
    LIVE_CURSOR_KEYS: 'a secret of cursors that both replicas have',
  });

  beforeAll(async () => {
    events = await startEvents();
    replicas = [await startHouse(env()), await startHouse(env())];
  });
  afterEach(async () => {
    for (const each of watching.splice(0)) each.stop();
    await eventually(() => expect(replicas.map((house) => house.openSubscriptions())).toEqual([0, 0]));
  });
  afterAll(async () => {
    for (const house of replicas) await house.stop();
    await events.stop();
  });

  const house = (index: number) => replicas[index % 2] as House;
  const watch = async (
    index: number,
    options: WatchOptions & { resumeFrom?: string | undefined; tenant?: string } = {},
  ) => {
    const { resumeFrom, tenant = 'tenant-a', ...rest } = options;
    const open = house(index).openSubscriptions();
    const token = await house(index).issuer.token(person('user-a', tenant));
    const extensions = resumeFrom === undefined ? {} : { resumeFrom };
    const heard = watchByWebSocket(house(index).url, changes, { token, extensions, ...rest });
    watching.push(heard);
    return { heard, taken: () => eventually(() => expect(house(index).openSubscriptions()).toBe(open + 1)) };
  };
  const changesOf = ({ results }: Heard) =>
    results.map(({ data }) => data?.invoiceStatusChanged as Change).map(({ id, version }) => `${id} ${version}`);
  const lastCursor = ({ results }: Heard) => results.at(-1)?.extensions?.cursor as string;
  const publish = async (from: number, to: number) => {
    for (let version = from; version <= to; version++) {
      for (const id of ['i-1', 'i-2', 'i-3']) await events.changed('tenant-a', id, 'PROCESSING', version);
      await events.changed('tenant-b', 'secret', 'PROCESSING', version);
    }
  };
  const expected = (from: number, to: number) =>
    ['i-1', 'i-2', 'i-3'].map((id) => Array.from({ length: to - from + 1 }, (_, index) => `${id} ${from + index}`));
  const byInvoice = (heard: readonly string[]) =>
    ['i-1', 'i-2', 'i-3'].map((id) => heard.filter((change) => change.startsWith(id)));

  it('gets on another replica what it missed, in order per invoice and each once, then what comes', async () => {
    const first = await watch(0);
    await first.taken();
    await publish(1, 5);
    await eventually(() => expect(first.heard.results).toHaveLength(15));
    first.heard.stop();
    await publish(6, 20);
    const second = await watch(1, { resumeFrom: lastCursor(first.heard) });
    await second.taken();
    await publish(21, 30);
    await eventually(() => expect(second.heard.results.length).toBeGreaterThanOrEqual(75));
    expect(byInvoice([...changesOf(first.heard), ...changesOf(second.heard)])).toEqual(expected(1, 30));
  });

  it('loses and doubles nothing, however often it is cut off while events come', async () => {
    const begun = await watch(0);
    await begun.taken();
    let isOver = false;
    const publishing = publish(1, 60).finally(() => {
      isOver = true;
    });
    const all: string[] = [];
    let cursor: string | undefined;
    let { heard } = begun;
    for (let cut = 1; !isOver || all.length < 180; cut++) {
      const { length } = heard.results;
      await eventually(() => expect(isOver || heard.results.length > length).toBe(true));
      heard.stop();
      all.push(...changesOf(heard));
      cursor = lastCursor(heard) ?? cursor;
      expect(all.length).toBeLessThanOrEqual(180);
      heard = (await watch(cut, { resumeFrom: cursor })).heard;
      await eventually(() => expect(heard.results.length > 0 || (isOver && all.length === 180)).toBe(true));
    }
    await publishing;
    expect(byInvoice(all)).toEqual(expected(1, 60));
  });

  it('goes on from any of the cursors it was given, not only the last', async () => {
    const { heard, taken } = await watch(0);
    await taken();
    await publish(1, 3);
    await eventually(() => expect(heard.results).toHaveLength(9));
    for (const [index, { extensions }] of heard.results.entries()) {
      const again = await watch(index, { resumeFrom: extensions?.cursor as string });
      const rest = changesOf(heard).slice(index + 1);
      await eventually(() => expect(again.heard.results).toHaveLength(rest.length));
      expect(byInvoice(changesOf(again.heard))).toEqual(byInvoice(rest));
    }
  });

  it('is refused, always with the same error, when the cursor is not its own', async () => {
    const { heard, taken } = await watch(0);
    await taken();
    await publish(1, 1);
    await eventually(() => expect(heard.results).toHaveLength(3));
    const cursor = lastCursor(heard);
    const refusals = [
      await watch(0, { resumeFrom: 'garbage' }),
      await watch(1, { resumeFrom: cursor.slice(0, -1) }),
      await watch(0, { resumeFrom: cursor, tenant: 'tenant-b' }),
      await watch(1, { resumeFrom: cursor, variables: { issuer: 'XAXX010101000' } }),
      await watch(0, { extensions: { resumeFrom: { not: 'a text' } } }),
    ];
    for (const refused of refusals) {
      expect(await refused.heard.ended).toEqual([
        { message: 'the cursor is not valid for this subscription', extensions: { code: 'CURSOR_INVALID' } },
      ]);
    }
  });

  it('moves its cursor past an event that could not be resolved, and says so', async () => {
    const token = await house(0).issuer.token();
    const query = 'subscription Changes { invoiceStatusChanged { id total } }';
    const heard = watchByWebSocket(house(0).url, query, { token });
    watching.push(heard);
    await eventually(() => expect(house(0).openSubscriptions()).toBe(1));
    await house(0).subgraphs.invoice?.stop();
    await events.changed('tenant-a', 'i-1', 'PROCESSING', 1);
    await eventually(() => expect(heard.results).toHaveLength(1));
    expect(heard.results[0]).toMatchObject({ errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] });
    await house(0).subgraphs.invoice?.start();
    const again = watchByWebSocket(house(1).url, query, {
      token: await house(1).issuer.token(),
      extensions: { resumeFrom: lastCursor(heard) },
    });
    watching.push(again);
    await eventually(() => expect(house(1).openSubscriptions()).toBe(1));
    await events.changed('tenant-a', 'i-1', 'PROCESSING', 2);
    await eventually(() => expect([heard.results.length, again.results.length]).toEqual([2, 1]));
  });
});
