import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDoor } from './http-door.ts';

const body = '{"query":"{ me }"}';

describe.each([
  ['one origin', ['https://app.example'], 'https://app.example'],
  ['all origins', ['*'], '*'],
])('pages of %s', (_, corsOrigins, allowed) => {
  let door: Awaited<ReturnType<typeof openDoor>>;
  beforeAll(async () => {
    door = await openDoor({ corsOrigins });
  });
  afterAll(() => door.stop());

  const post = (headers: Record<string, string>, method = 'POST') =>
    fetch(`${door.url}/graphql`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(method === 'POST' ? { body } : {}),
    });

  it('may read answers, and ask before they send', async () => {
    const origin = 'https://app.example';
    expect((await post({ origin })).headers.get('access-control-allow-origin')).toBe(allowed);
    const preflight = await post({ origin, 'access-control-request-method': 'POST' }, 'OPTIONS');
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, allowed]);
    expect(preflight.headers.get('access-control-allow-headers')).toMatch(/authorization, content-type/);
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('are told apart from others, and caches are told that they are', async () => {
    const others = await post({ origin: 'https://evil.example' });
    expect(others.headers.get('access-control-allow-origin')).toBe(allowed === '*' ? '*' : null);
    expect(others.headers.get('vary')).toBe(allowed === '*' ? null : 'origin');
  });
});

describe('pages', () => {
  it('may read nothing unless origins are named', async () => {
    const door = await openDoor();
    const headers = { 'content-type': 'application/json', origin: 'https://app.example' };
    const response = await fetch(`${door.url}/graphql`, { method: 'POST', headers, body });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    await door.stop();
  });
});
