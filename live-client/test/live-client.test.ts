import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { type Events, startEvents } from '../../gateway/test/events.ts';
import { type House, startHouse } from '../../gateway/test/house.ts';
import { describeOver } from '../../test/backends/backend.ts';
import { findBrowser, openBrowser } from '../../test/backends/browser.ts';
import { eventually } from '../../test/eventually.ts';
import type { createLiveClient, LiveResult } from '../src/index.ts';
import { type Cuttable, openCuttable } from './cuttable.ts';
import { servePage } from './page.ts';

/** What the page keeps of what it heard. */
type Heard = { versions: number[]; gaps: unknown[]; ends: string[]; tokens: number };
type Loaded = { live?: { createLiveClient: typeof createLiveClient }; heard?: Heard };
type Setting = { readonly url: string; readonly tokens: readonly string[]; readonly key?: string };

const executable = findBrowser();
const query = 'subscription { invoiceStatusChanged { id status version } }';

const found =
  executable === undefined ? { missing: 'chromium is not installed' } : { start: () => openBrowser(executable) };

describeOver('the live client in Chromium', found, (open) => {
  let browser: Browser;
  let events: Events;
  let house: House;
  let way: Cuttable;
  let site: Awaited<ReturnType<typeof servePage>>;
  let page: Page;

  beforeAll(async () => {
    events = await startEvents();
    house = await startHouse({ KAFKA_BROKERS: events.brokers });
    way = await openCuttable(new URL(house.url));
    site = await servePage();
    browser = await open();
  });
  afterAll(async () => {
    await browser.close();
    site.stop();
    way.stop();
    await house.stop();
    await events.stop();
  });
  beforeEach(async () => {
    page = await browser.newPage();
  });
  afterEach(async () => {
    await page.close();
    way.mend();
    await eventually(() => expect(house.openSubscriptions()).toBe(0));
  });

  /** Loads the page, and subscribes in it. */
  const subscribe = async (key?: string, tokens = [house.issuer.token()]) => {
    await page.goto(site.url);
    await page.waitForFunction('window.live');
    const url = `${way.url.replace('http', 'ws')}/graphql`;
    await page.evaluate(watchInPage, {
      setting: { url, tokens: await Promise.all(tokens), ...(key ? { key } : {}) },
      query,
    });
    await eventually(() => expect(house.openSubscriptions()).toBe(1));
  };
  const heard = () => page.evaluate<Heard>('window.heard');
  const publish = async (...versions: number[]) => {
    for (const version of versions) await events.changed('tenant-a', 'i-1', 'VALIDATED', version);
  };

  it('gives what happens, in order', async () => {
    await subscribe();
    await publish(1, 2, 3);
    await eventually(async () => expect((await heard()).versions).toEqual([1, 2, 3]));
  });

  it('gives what happened while it was cut off, each once, and goes on', async () => {
    await subscribe();
    await publish(1);
    await eventually(async () => expect((await heard()).versions).toEqual([1]));
    way.cut();
    await eventually(() => expect(house.openSubscriptions()).toBe(0));
    await publish(2, 3);
    way.mend();
    await eventually(async () => expect((await heard()).versions).toEqual([1, 2, 3]));
    await publish(4);
    await eventually(async () => expect((await heard()).versions).toEqual([1, 2, 3, 4]));
    expect(await heard()).toMatchObject({ gaps: [], ends: [] });
  });

  it('goes on after the page was loaded anew, where its cursors are kept', async () => {
    await subscribe('changes');
    await publish(1);
    await eventually(async () => expect((await heard()).versions).toEqual([1]));
    await page.goto('about:blank');
    await eventually(() => expect(house.openSubscriptions()).toBe(0));
    await publish(2);
    await subscribe('changes');
    await eventually(async () => expect((await heard()).versions).toEqual([2]));
  });

  it('hands in another token before the one in use ends', async () => {
    const { issuer } = house;
    await subscribe(undefined, [issuer.token({}, { expiresInSeconds: 30 }), issuer.token()]);
    await eventually(async () => expect((await heard()).tokens).toBe(2));
    await publish(1);
    await eventually(async () => expect((await heard()).versions).toEqual([1]));
    expect((await heard()).ends).toEqual([]);
  });
});

/** Runs in the page. */
function watchInPage({ setting, query }: { setting: Setting; query: string }): void {
  const page = globalThis as Loaded & { sessionStorage?: Storage };
  const heard: Heard = { versions: [], gaps: [], ends: [], tokens: 0 };
  page.heard = heard;
  type Data = { invoiceStatusChanged: { version: number } };
  const client = page.live?.createLiveClient({
    url: setting.url,
    ...(page.sessionStorage ? { storage: page.sessionStorage } : {}),
    token() {
      heard.tokens += 1;
      return setting.tokens[heard.tokens - 1] ?? setting.tokens.at(-1) ?? '';
    },
  });
  client?.subscribe<Data>(
    { query, ...(setting.key ? { key: setting.key } : {}) },
    {
      next: ({ data }: LiveResult<Data>) => void heard.versions.push(data?.invoiceStatusChanged.version ?? -1),
      gap: (gap) => void heard.gaps.push(gap),
      error: (error) => void heard.ends.push(JSON.stringify(error)),
      complete: () => void heard.ends.push('complete'),
    },
  );
}
