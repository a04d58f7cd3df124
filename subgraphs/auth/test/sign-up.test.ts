import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, codes, eventsOf, get, identityOf, newRfc, password, signUp } from './ask.ts';
import { anonymous, type Service, startService } from './service.ts';

describe('signUp', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.stop());

  const valid = () => ({
    organizationName: 'Comercial Norte',
    rfcs: [newRfc()],
    email: `${newRfc()}@norte.example`,
    name: 'Admin',
    password,
  });
  const attempt = (input: object) =>
    ask(service, anonymous, 'mutation ($input: SignUpInput!) { signUp(input: $input) { user { id } } }', { input });

  it('opens an organisation, whose first user is its admin and signed in', async () => {
    const session = await signUp(service, 'Admin@Norte.Example', ['eku9003173c9', 'EKU9003173C9', 'ÑAÑ010101AA1']);
    const me = await get(
      service,
      identityOf(session),
      '{ me { email role status organization { name tier taxpayers { rfc } users { email } } } }',
    );
    expect(me).toEqual({
      email: 'admin@norte.example',
      role: 'ADMIN',
      status: 'ACTIVE',
      organization: {
        name: 'Comercial Norte',
        tier: 'PRO',
        taxpayers: [{ rfc: 'EKU9003173C9' }, { rfc: 'ÑAÑ010101AA1' }],
        users: [{ email: 'admin@norte.example' }],
      },
    });
  });

  it('tells that a user was created and signed in', async () => {
    const { user, accessToken } = await signUp(service, 'told@norte.example');
    const [created, signedIn, ...more] = await eventsOf(service, user.id);
    expect(more).toEqual([]);
    expect(created).toMatchObject({
      type: 'fiscal.user.created.v1',
      tenant: user.organization.id,
      aggregateVersion: 1,
      data: {
        email: 'told@norte.example',
        name: 'Admin',
        role: 'ADMIN',
        status: 'ACTIVE',
        organizationId: user.organization.id,
      },
    });
    expect(signedIn).toMatchObject({
      type: 'fiscal.auth.succeeded.v1',
      data: { userId: user.id, sessionId: identityOf({ accessToken }).sessionId },
    });
  });

  it.each([
    ['INVALID_INPUT', { rfcs: ['EKU9013173C9'] }],
    ['INVALID_INPUT', { rfcs: ['XAXX010101000'] }],
    ['INVALID_INPUT', { rfcs: [] }],
    ['INVALID_INPUT', { email: 'nobody' }],
    ['INVALID_INPUT', { email: `${'x'.repeat(300)}@norte.example` }],
    ['INVALID_INPUT', { name: ' ' }],
    ['INVALID_INPUT', { name: 'x'.repeat(201) }],
    ['INVALID_INPUT', { organizationName: '' }],
    ['WEAK_PASSWORD', { password: 'short' }],
    ['INVALID_INPUT', { password: 'x'.repeat(129) }],
    ['BAD_USER_INPUT', { password: null }],
  ])('refuses with %s, given %j', async (code, fault) => {
    expect(codes(await attempt({ ...valid(), ...fault }))).toEqual([code]);
  });

  it('keeps an address for one user, in any case', async () => {
    await signUp(service, 'taken@norte.example');
    const before = await countRows(service);
    expect(codes(await attempt({ ...valid(), email: 'TAKEN@Norte.example' }))).toEqual(['EMAIL_TAKEN']);
    expect(await countRows(service)).toEqual(before);
  });

  it('keeps an RFC for one organisation', async () => {
    const rfc = newRfc();
    await signUp(service, 'owner@norte.example', [rfc]);
    const before = await countRows(service);
    expect(codes(await attempt({ ...valid(), rfcs: [newRfc(), rfc.toLowerCase()] }))).toEqual(['RFC_TAKEN']);
    expect(await countRows(service)).toEqual(before);
  });

  it('lets one of several win who want the same RFC at the same time', async () => {
    const rfc = newRfc();
    const answers = await Promise.all(Array.from({ length: 5 }, () => attempt({ ...valid(), rfcs: [rfc] })));
    const outcomes = answers.map((answer) => codes(answer)[0] ?? 'won');
    expect(outcomes.sort()).toEqual(['RFC_TAKEN', 'RFC_TAKEN', 'RFC_TAKEN', 'RFC_TAKEN', 'won']);
  });

  it('keeps no password that could be read', async () => {
    await signUp(service, 'hashed@norte.example');
    const { rows } = await inEveryTenant(service, 'select password_hash from app_user');
    expect(rows.length).toBeGreaterThan(0);
    for (const { password_hash } of rows) expect(password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });
});

async function countRows(service: Service): Promise<unknown> {
  const { rows } = await inEveryTenant(
    service,
    `select (select count(*) from organization) o, (select count(*) from app_user) u, (select count(*) from taxpayer) t,
            (select count(*) from session) s, (select count(*) from outbox) e`,
  );
  return rows[0];
}

async function inEveryTenant(service: Service, sql: string) {
  const client = await service.pool.connect();
  try {
    await client.query(`set app.tenant = '*'`);
    return await client.query(sql);
  } finally {
    await client.query('reset app.tenant').finally(() => client.release());
  }
}
