import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RegistryHouse, startRegistryHouse } from './registry-house.ts';

describe('the page', () => {
  let house: RegistryHouse;
  const session = (key: string, headers: Record<string, string> = { 'x-registry-page': '1' }) =>
    fetch(`${house.url}/api/session`, { method: 'POST', headers, body: JSON.stringify({ key }) });
  const graph = (headers: Record<string, string>) =>
    fetch(`${house.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: '{ graph(id: "shop") { id } }' }),
    }).then((response) => response.json());

  beforeAll(async () => {
    // In a process of its own: what builds it does not run in Jest's.
    await promisify(execFile)(process.execPath, [fileURLToPath(new URL('../web/build.ts', import.meta.url))]);
    house = await startRegistryHouse();
  });
  afterAll(() => house.stop());

  it('is served under every address it knows, and kept by browsers for as long as it is the same', async () => {
    for (const path of ['/', '/graph/shop/variant/v1.2/launches/3']) {
      const response = await fetch(house.url + path);
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      const etag = response.headers.get('etag') ?? '';
      expect((await fetch(house.url + path, { headers: { 'if-none-match': etag } })).status).toBe(304);
    }
    const [script = ''] = /\/assets\/[^"]+\.js/.exec(await (await fetch(house.url)).text()) ?? [];
    const asset = await fetch(house.url + script, { method: 'HEAD' });
    expect([asset.status, asset.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    expect((await fetch(`${house.url}/assets/none.js`)).status).toBe(404);
  });

  it('asks as whoever signed in, by a cookie that scripts cannot read', async () => {
    const response = await session(house.adminKey);
    const [cookie = '', ...attributes] = (response.headers.get('set-cookie') ?? '').split('; ');
    expect(attributes).toEqual(expect.arrayContaining(['HttpOnly', 'SameSite=Strict']));
    expect(await graph({ cookie, 'x-registry-page': '1' })).toMatchObject({ data: { graph: { id: 'shop' } } });
    expect(await graph({ cookie })).toMatchObject({ data: { graph: null } });
  });

  it('opens no session for a key that is none, nor for another site', async () => {
    expect((await session('service:shop:forged')).status).toBe(401);
    expect((await session(house.adminKey, {})).status).toBe(403);
  });
});
