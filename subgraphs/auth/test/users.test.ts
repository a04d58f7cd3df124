import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  addUser,
  ask,
  codes,
  eventsOf,
  get,
  identityOf,
  login,
  password,
  setStatus,
  signUp,
  untilWaiting,
} from './ask.ts';
import { anonymous, type Service, startService } from './service.ts';

const add = 'mutation ($input: AddUserInput!) { addUser(input: $input) { email name role status } }';

describe('the users of an organisation', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.stop());

  const newcomer = (email: string) => ({ email, name: ' Ana ', role: 'ANALYST', password });

  it('are added by its admin', async () => {
    const session = await signUp(service, 'admin@norte.example');
    const admin = identityOf(session);
    expect(await get(service, admin, add, { input: newcomer('Ana@norte.example') })).toEqual({
      email: 'ana@norte.example',
      name: 'Ana',
      role: 'ANALYST',
      status: 'ACTIVE',
    });
    const users = await get(service, admin, '{ organization { users { email id } } }');
    expect(users).toMatchObject({ users: [{ email: 'admin@norte.example' }, { email: 'ana@norte.example' }] });
    const { users: list } = users as { users: { id: string }[] };
    expect(await eventsOf(service, list[1]?.id ?? '')).toMatchObject([
      { type: 'fiscal.user.created.v1', aggregateVersion: 1, data: { role: 'ANALYST', status: 'ACTIVE', name: 'Ana' } },
    ]);
  });

  it.each([
    ['INVALID_INPUT', { email: 'nobody' }],
    ['INVALID_INPUT', { name: '' }],
    ['WEAK_PASSWORD', { password: '12345678901' }],
    ['EMAIL_TAKEN', { email: 'Faulty@norte.example' }],
    ['BAD_USER_INPUT', { role: 'OWNER' }],
  ])('are refused with %s, given %j', async (code, fault) => {
    await signUp(service, 'faulty@norte.example').catch(() => undefined);
    const admin = identityOf((await login(service, 'faulty@norte.example')).data?.login as { accessToken: string });
    const input = { ...newcomer('fresh@norte.example'), ...fault };
    expect(codes(await ask(service, admin, add, { input }))).toEqual([code]);
  });

  it('are managed by admins only', async () => {
    const admin = identityOf(await signUp(service, 'only@norte.example'));
    const input = newcomer('never@norte.example');
    for (const role of ['ANALYST', 'VIEWER'] as const) {
      const other = await addUser(service, admin, `${role}@only.example`, role);
      expect(codes(await ask(service, other, add, { input }))).toEqual(['FORBIDDEN']);
      expect(codes(await setStatus(service, other, admin.userId, 'SUSPENDED'))).toEqual(['FORBIDDEN']);
      // A token that lies about the role is found out by the store.
      expect(codes(await ask(service, { ...other, roles: ['admin'] }, add, { input }))).toEqual(['FORBIDDEN']);
    }
    expect(codes(await ask(service, anonymous, add, { input }))).toEqual(['UNAUTHENTICATED']);
    expect(codes(await setStatus(service, anonymous, admin.userId, 'DELETED'))).toEqual(['UNAUTHENTICATED']);
  });

  it('are managed by no admin who was suspended or signed out, though the access token lives on', async () => {
    const first = identityOf(await signUp(service, 'first@norte.example'));
    const second = await addUser(service, first, 'second@norte.example', 'ADMIN');
    await get(service, first, 'mutation { logout }');
    expect(codes(await setStatus(service, first, second.userId, 'SUSPENDED'))).toEqual(['UNAUTHENTICATED']);
    expect(codes(await setStatus(service, second, first.userId, 'SUSPENDED'))).toEqual([]);
    expect(codes(await ask(service, first, add, { input: newcomer('late@norte.example') }))).toEqual([
      'USER_NOT_ACTIVE',
    ]);
  });

  it('change their status, and every change is told once', async () => {
    const admin = identityOf(await signUp(service, 'status@norte.example'));
    const { userId } = await addUser(service, admin, 'moving@norte.example', 'VIEWER');
    for (const status of ['SUSPENDED', 'SUSPENDED', 'ACTIVE', 'DELETED']) {
      expect((await setStatus(service, admin, userId, status)).data).toEqual({ setUserStatus: { status } });
    }
    expect(codes(await setStatus(service, admin, userId, 'ACTIVE'))).toEqual(['USER_DELETED']);
    const changes = (await eventsOf(service, userId)).filter(({ type }) => type === 'fiscal.user.status-changed.v1');
    expect(changes.map(({ aggregateVersion, data }) => [aggregateVersion, data.status])).toEqual([
      [2, 'SUSPENDED'],
      [3, 'ACTIVE'],
      [4, 'DELETED'],
    ]);
    expect(await get(service, admin, '{ organization { users { email } } }')).toEqual({
      users: [{ email: 'status@norte.example' }],
    });
  });

  it('keep an admin who is active, even when two suspend each other at the same time', async () => {
    const first = identityOf(await signUp(service, 'alone@norte.example'));
    expect(codes(await setStatus(service, first, first.userId, 'DELETED'))).toEqual(['LAST_ADMIN']);
    const second = await addUser(service, first, 'together@norte.example', 'ADMIN');
    const both = async () =>
      Promise.all([
        setStatus(service, first, second.userId, 'SUSPENDED'),
        setStatus(service, second, first.userId, 'SUSPENDED'),
      ]);
    // Both get as far as they can while somebody else holds the two users, so that they truly meet.
    const { answers } = await service.transact(first.tenantId, async ({ users }) => {
      await users.hold(first.tenantId, first.userId);
      await users.hold(first.tenantId, second.userId);
      const begun = { answers: both() };
      await untilWaiting(service, 2);
      return begun;
    });
    expect((await answers).flatMap(codes)).toEqual(['USER_NOT_ACTIVE']);
  });

  it('are nobody to another organisation', async () => {
    const north = identityOf(await signUp(service, 'mine@norte.example'));
    const south = identityOf(await signUp(service, 'yours@sur.example'));
    expect(codes(await setStatus(service, south, north.userId, 'DELETED'))).toEqual(['USER_NOT_FOUND']);
    expect(codes(await setStatus(service, south, 'no-such-id', 'DELETED'))).toEqual(['USER_NOT_FOUND']);
    expect(codes(await login(service, 'mine@norte.example'))).toEqual([]);
  });

  it('are a thousand at most', async () => {
    const admin = identityOf(await signUp(service, 'crowd@norte.example'));
    await service.transact(admin.tenantId, async ({ users }) => {
      for (let index = 1; index < 1000; index += 1) {
        const createdAt = service.clock.now();
        const named = { email: `crowd${index}@norte.example`, name: 'One of many', role: 'viewer' } as const;
        const user = {
          id: `crowd-${index}`,
          organizationId: admin.tenantId,
          ...named,
          status: 'active',
          version: 1,
          createdAt,
        } as const;
        await users.add(user, 'no hash');
      }
    });
    const more = (name: string) => ask(service, admin, add, { input: newcomer(`${name}@norte.example`) });
    expect(codes(await more('onemore'))).toEqual(['TOO_MANY_USERS']);
    await setStatus(service, admin, 'crowd-1', 'DELETED');
    const { answers } = await service.transact(admin.tenantId, async ({ organizations }) => {
      await organizations.lock(admin.tenantId);
      const begun = { answers: Promise.all([more('this'), more('that')]) };
      await untilWaiting(service, 2);
      return begun;
    });
    expect((await answers).flatMap(codes)).toEqual(['TOO_MANY_USERS']);
  });

  it('and the organisation are shown to who is signed in only', async () => {
    expect(codes(await ask(service, anonymous, '{ me { id } }'))).toEqual(['UNAUTHENTICATED']);
    expect(codes(await ask(service, anonymous, '{ organization { id } }'))).toEqual(['UNAUTHENTICATED']);
    expect(codes(await ask(service, { kind: 'service', via: 'gateway' }, '{ me { id } }'))).toEqual([
      'UNAUTHENTICATED',
    ]);
  });

  it('are shown to no caller without an internal token', async () => {
    const response = await fetch(`${service.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ me { id } }' }),
    });
    expect(response.status).toBe(401);
    expect(codes((await response.json()) as object)).toEqual(['UNAUTHENTICATED']);
  });
});
