import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeOver } from '../../test/backends/backend.ts';
import { findRedis } from '../../test/backends/redis.ts';
import { eventually } from '../../test/eventually.ts';
import { type House, startHouse } from './house.ts';
import { person } from './issuer.ts';

const query = '{ __typename }';

describe('limits on how often one may ask', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse({
      RATE_LIMIT_FREE: '3',
      RATE_LIMIT_PRO: '5',
      RATE_LIMIT_ANONYMOUS: '2',
      TRUSTED_PROXIES: '1',
    });
  });
  afterAll(() => house.stop());

  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });

  it('tell with every answer what is left', async () => {
    const token = await house.issuer.token(person('u1', 'counted', 'free'));
    const { headers } = await house.ask(query, { token });
    expect(headers.get('ratelimit-policy')).toBe('"free";q=3;w=60');
    expect(headers.get('ratelimit')).toMatch(/^"free";r=2;t=(60|[1-5]?\d)$/);
  });

  it('hold for the users of an organisation together, and refuse before anything is read', async () => {
    const tokens = await Promise.all(['u1', 'u2'].map((user) => house.issuer.token(person(user, 'together', 'free'))));
    for (const token of [tokens[0], tokens[1], tokens[0]]) {
      expect((await house.ask(query, { token: token ?? '' })).status).toBe(200);
    }
    const { status, headers, body } = await house.ask('this is { not GraphQL', { token: tokens[1] ?? '' });
    expect(status).toBe(429);
    expect(body).toEqual({
      errors: [
        {
          message: 'too many requests',
          extensions: { code: 'RATE_LIMITED', retryAfterSeconds: Number(headers.get('retry-after')) },
        },
      ],
    });
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(headers.get('ratelimit')).toMatch(/r=0/);
  });

  it('are wider for a higher tier, and nobody pays for another', async () => {
    const token = await house.issuer.token(person('u1', 'professional', 'pro'));
    const statuses = [];
    for (let index = 0; index < 6; index++) statuses.push((await house.ask(query, { token })).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  });

  it('hold for each address where nobody signed in, and for a whole IPv6 network', async () => {
    expect((await house.ask(query, from('192.0.2.1'))).status).toBe(200);
    expect((await house.ask(query, from('192.0.2.1'))).status).toBe(200);
    expect((await house.ask(query, from('192.0.2.1'))).status).toBe(429);
    expect((await house.ask(query, from('192.0.2.2'))).status).toBe(200);
    expect((await house.ask(query, from('2001:db8::1'))).status).toBe(200);
    expect((await house.ask(query, from('2001:db8:0:0:ffff::2'))).status).toBe(200);
    expect((await house.ask(query, from('2001:db8::3'))).status).toBe(429);
    expect((await house.ask(query, from('2001:db8:0:1::1'))).status).toBe(200);
  });

  it('count tokens that are not good for the address they come from, and nobody with a good one pays for them', async () => {
    const bad = (address: string) => house.ask(query, { token: 'garbage', ...from(address) });
    const first = await bad('192.0.2.7');
    expect([first.status, first.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(first.headers.get('ratelimit-policy')).toBe('"anonymous";q=2;w=60');
    expect(first.headers.get('ratelimit')).toMatch(/^"anonymous";r=1;t=/);
    expect((await bad('192.0.2.7')).status).toBe(401);
    const { status, headers, body } = await bad('192.0.2.7');
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([429, 'RATE_LIMITED']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await house.ask(query, from('192.0.2.7'))).status).toBe(429);
    const token = await house.issuer.token(person('u1', 'behind-the-same-address', 'pro'));
    expect((await house.ask(query, { token, ...from('192.0.2.7') })).status).toBe(200);
  });

  it('do not fall for an address that the client made up itself', async () => {
    for (const made of ['198.51.100.1', '198.51.100.2']) {
      expect((await house.ask(query, from(`${made}, 203.0.113.9`))).status).toBe(200);
    }
    expect((await house.ask(query, from('198.51.100.3, 203.0.113.9'))).status).toBe(429);
  });
});

describeOver('limits that gateways share in Redis', await findRedis(), (start) => {
  it('hold for all gateways together, and nobody is turned away because Redis is gone', async () => {
    const backend = await start();
    const env = { RATE_LIMIT_FREE: '3', REDIS_URL: backend.url };
    // So long that a busy machine is not taken for a Redis that is gone.
    const patient = 'rateLimit: { redisTimeoutMs: 10s }';
    const one = await startHouse(env, patient);
    const two = await startHouse({ ...env, AUTH_JWKS_URL: one.issuer.jwksUrl }, patient);
    const tokenOf = (tenant: string) => one.issuer.token(person('u', tenant, 'free'));
    const left = async (house: House, token: string) => (await house.ask(query, { token })).headers.get('ratelimit');
    await eventually(async () => {
      const probe = await tokenOf(randomUUID());
      expect([await left(one, probe), await left(two, probe)].join()).toMatch(/r=2;.*r=1;/);
    });
    const token = await tokenOf(randomUUID());
    expect(await left(one, token)).toMatch(/r=2;/);
    expect(await left(two, token)).toMatch(/r=1;/);
    expect(await left(one, token)).toMatch(/r=0;/);
    expect((await two.ask(query, { token })).status).toBe(429);
    await backend.kill();
    expect((await two.ask(query, { token: await tokenOf(randomUUID()) })).status).toBe(200);
    await two.stop();
    await one.stop();
    await backend.stop();
  });
});
