import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type House, startHouse } from './house.ts';
import { person } from './issuer.ts';

const settings = `
limits:
  introspection: { roles: [admin] }
  maxListItems: 3
  maxAliases: 2
cost:
  mode: enforce
  max: { anonymous: 20, free: 1000, pro: 1000, enterprise: 1000 }
rateLimit:
  guarded:
    login: { account: input.email, perAddress: 4, perAccount: 2 }
`;

describe('what may be asked', () => {
  let house: House;
  let admin: string;
  let analyst: string;

  beforeAll(async () => {
    house = await startHouse({ TRUSTED_PROXIES: '1' }, settings);
    admin = await house.issuer.token({ ...person('u1', 'limited'), roles: ['admin'] });
    analyst = await house.issuer.token(person('u2', 'limited'));
  });
  afterAll(() => house.stop());

  const codeOf = async (query: string, options: Parameters<House['ask']>[1] = {}) =>
    (await house.ask(query, options)).body.errors?.[0]?.extensions.code;

  it('is the schema for some roles only, also through a fragment', async () => {
    const asked = 'query { ...F } fragment F on Query { __schema { queryType { name } } }';
    expect(await codeOf(asked, { token: analyst })).toBe('INTROSPECTION_OFF');
    expect(await codeOf(asked)).toBe('INTROSPECTION_OFF');
    expect(await codeOf(asked, { token: admin })).toBeUndefined();
    expect(await codeOf('{ __typename }', { token: analyst })).toBeUndefined();
  });

  it('is bounded in aliases and in the lists of variables', async () => {
    expect(await codeOf('{ a: __typename b: __typename }')).toBeUndefined();
    expect(await codeOf('{ a: __typename b: __typename c: __typename }')).toBe('TOO_MANY_ALIASES');
    const variables = { list: [[1, 2, 3, 4]] };
    expect(await codeOf('{ __typename }', { variables })).toBe('LIST_TOO_LONG');
    expect(await codeOf('{ __typename }', { variables: { list: [1, 2, 3] } })).toBeUndefined();
  });

  it('is bounded in points by tier, and the answer tells them to who asks', async () => {
    const query = 'query ($n: Int!) { invoices(first: $n) { edges { node { id } } } }';
    const { body } = await house.ask(query, { variables: { n: 50 } });
    expect(body.errors?.[0]).toMatchObject({ extensions: { code: 'COST_TOO_HIGH' } });
    const response = await fetch(`${house.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${analyst}` },
      body: JSON.stringify({ query, variables: { n: 5 }, extensions: { points: true } }),
    });
    const { extensions } = (await response.json()) as { extensions: { points: Record<string, number> } };
    expect(extensions.points.estimated).toBeGreaterThan(5);
    expect(extensions.points.actual).toBeGreaterThanOrEqual(0);
    expect(extensions.points.actual).toBeLessThanOrEqual(extensions.points.estimated ?? 0);
    expect(extensions.points.remaining).toBeGreaterThan(0);
  });

  it('counts signing in by address and by account apart', async () => {
    const signIn = async (email: string, address: string) => {
      const query = 'mutation ($in: LoginInput!) { login(input: $in) { accessToken } }';
      const variables = { in: { email, password: 'whatever it is' } };
      return (await house.ask(query, { variables, headers: { 'x-forwarded-for': address } })).status;
    };
    // Two of one account, from wherever and however it is written.
    expect(await signIn('a@example.com', '192.0.2.1')).toBe(200);
    expect(await signIn('A@example.com ', '192.0.2.2')).toBe(200);
    expect(await signIn('a@example.com', '192.0.2.3')).toBe(429);
    expect(await signIn('jos\u00e9@example.com', '192.0.2.4')).toBe(200);
    expect(await signIn('jose\u0301@example.com', '192.0.2.5')).toBe(200);
    expect(await signIn('JOSE\u0301@example.com', '192.0.2.6')).toBe(429);
    // Four from one address, whomever they are about.
    const statuses = [];
    for (const name of ['b', 'c', 'd', 'e', 'f']) statuses.push(await signIn(`${name}@example.com`, '192.0.2.9'));
    expect(statuses).toEqual([200, 200, 200, 200, 429]);
    expect(await signIn('f@example.com', '192.0.2.8')).toBe(200);
  });
});
