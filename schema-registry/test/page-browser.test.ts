import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { findBrowser, openBrowser } from '../../test/backends/browser.ts';
import { eventually } from '../../test/eventually.ts';
import { openShop, type Shop, users } from './checks/shop.ts';

const executable = findBrowser();
const inBrowser = executable === undefined ? describe.skip : describe;
/** Where pictures of what the tests see are kept, for people to look at; nowhere unless it is set. */
const pictures = process.env.PAGE_PICTURES;

inBrowser(`the page in a browser${executable === undefined ? ' (chromium is not installed)' : ''}`, () => {
  let shop: Shop;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];
  const open = (path: string) => page.goto(shop.house.url + path);
  const picture = (name: string) => pictures && page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
  /** How far the page reaches beyond its width: on a phone nothing may have to be pushed aside to be read. */
  const overflow = () => page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');

  beforeAll(async () => {
    await promisify(execFile)(process.execPath, [fileURLToPath(new URL('../web/build.ts', import.meta.url))]);
    shop = await openShop();
    await shop.sent('GetOld', '{ old }', [['web', '1.2', 31]], ['Query.old']);
    browser = await openBrowser(executable ?? '');
    page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });
    page.on('pageerror', (error) => faults.push(String(error)));
    await open('/');
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.house.stop();
  });

  it('asks for a key, and says when it is none', async () => {
    await picture('sign-in');
    await page.getByLabel('Your key').fill('service:shop:forged');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('KEY_UNKNOWN').waitFor();
    await page.getByLabel('Your key').fill(shop.house.adminKey);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'shop' }).waitFor();
    await picture('graphs');
  });

  it('finds types and fields by the keyboard alone, with their owner and who uses them', async () => {
    await open('/graph/shop/variant/current/schema');
    await page.getByRole('region', { name: 'Query' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('old');
    // What was found before the last letter is shown a moment longer.
    await eventually(async () => expect(await page.locator('.list a').allTextContents()).toEqual(['Query.old']));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const field = page.locator('[id="Query.old"]');
    await field.getByText('31 requests').waitFor();
    expect(await field.textContent()).toContain('users');
    await picture('schema');
    await field.getByRole('link', { name: '31 requests' }).click();
    await page.getByRole('row').filter({ hasText: 'GetOld' }).getByText('web 1.2').waitFor();
    await picture('who-uses-a-field');
  });

  it('shows what a check breaks and for whom, and turns green when it is approved', async () => {
    const check = await shop.check(users.replace(' old: String', ''), { branch: 'less' });
    await open('/graph/shop/variant/current/checks');
    await page.getByRole('link', { name: 'failed' }).first().click();
    await page.getByText('GetOld', { exact: true }).waitFor();
    expect(await page.locator('main').textContent()).toContain('31 requests by web 1.2');
    await picture('check-failed');
    await page.getByRole('button', { name: 'Approve what fails' }).click();
    await page.getByLabel('Why').fill('the last app that asks for it is gone');
    await picture('approve');
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByText('approved by').first().waitFor();
    expect((await shop.read(check.id)).status).toBe('PASSED');
    await picture('check-approved');
  });

  it('shows what a launch changed, and serves an earlier one again', async () => {
    await shop.publish('users', users.replace(' old: String', ' old: String young: String'));
    await open('/graph/shop/variant/current/launches');
    await picture('launches');
    await page.getByRole('row').nth(1).getByRole('link').click();
    await page.locator('.added').getByText('young: String').waitFor();
    await picture('launch');
    await open('/graph/shop/variant/current/launches');
    await page.getByRole('row').nth(2).getByRole('link').click();
    page.once('dialog', (dialog) => dialog.accept());
    await page.getByRole('button', { name: 'Serve this one again' }).click();
    await open('/graph/shop/variant/current/launches');
    await page.getByText('promotion by admin').or(page.getByText('rollback by admin')).waitFor();
  });

  it('makes a key that is shown once, and ends it', async () => {
    await open('/keys');
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByLabel('Name').fill('ci of shop');
    await page.getByLabel('Graph').fill('shop');
    await page.getByRole('button', { name: 'Make it' }).click();
    const token = await page.getByRole('status').locator('code').textContent();
    expect((await shop.house.ask('{ me { id } }', {}, { key: token })).data).toEqual({ me: { id: 'shop' } });
    await picture('keys');
    page.once('dialog', (dialog) => dialog.accept());
    await page
      .getByRole('row', { name: /ci of shop/ })
      .getByRole('button', { name: 'End' })
      .click();
    await page.getByRole('row', { name: /ci of shop/ }).waitFor({ state: 'detached' });
    expect((await shop.house.ask('{ me { id } }', {}, { key: token })).data).toEqual({ me: null });
  });

  it('can be read on a phone and in the dark', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.emulateMedia({ colorScheme: 'dark' });
    for (const name of ['', '/schema', '/launches', '/checks', '/usage', '/routers']) {
      await open(`/graph/shop/variant/current${name}`);
      await page.getByRole('navigation').waitFor();
      await page.getByText('Loading…').waitFor({ state: 'detached' });
      await picture(`phone${name.replace('/', '-')}`);
      expect([name, await overflow()]).toEqual([name, 0]);
    }
    expect(faults).toEqual([]);
  });
});
