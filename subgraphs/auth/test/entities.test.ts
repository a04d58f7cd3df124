import type { UserIdentity } from '@fiscal/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, codes, get, identityOf, signUp } from './ask.ts';
import { anonymous, type Service, startService } from './service.ts';

const entities = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ... on User { id email organization { id taxpayers { rfc } } }
    ... on Organization { id name users { id } }
    ... on Taxpayer { rfc }
  }
}`;

describe('entities', () => {
  let service: Service;
  let north: UserIdentity;
  let south: UserIdentity;
  const crowd = Array.from({ length: 100 }, (_, index) => `crowd-${index}`);

  beforeAll(async () => {
    service = await startService();
    north = identityOf(await signUp(service, 'admin@norte.example', ['EKU9003173C9']));
    south = identityOf(await signUp(service, 'admin@sur.example', ['URE180429TM6']));
    await service.transact(north.tenantId, async ({ users }) => {
      for (const id of crowd) {
        const named = { email: `${id}@norte.example`, name: id, role: 'viewer', status: 'active', version: 1 } as const;
        await users.add({ id, organizationId: north.tenantId, ...named, createdAt: service.clock.now() }, 'no hash');
      }
    });
  });
  afterAll(() => service.stop());

  const resolve = (identity: UserIdentity, representations: readonly object[]) =>
    get<readonly unknown[]>(service, identity, entities, { representations });

  it('are found in the order asked for', async () => {
    const found = await resolve(north, [
      { __typename: 'User', id: 'crowd-7' },
      { __typename: 'Organization', id: north.tenantId },
      { __typename: 'User', id: 'no-such-user' },
      { __typename: 'Taxpayer', rfc: 'EKU9003173C9' },
      { __typename: 'User', id: 'crowd-3' },
    ]);
    expect(found).toMatchObject([
      { id: 'crowd-7', email: 'crowd-7@norte.example', organization: { taxpayers: [{ rfc: 'EKU9003173C9' }] } },
      { id: north.tenantId, name: 'Comercial Norte' },
      null,
      { rfc: 'EKU9003173C9' },
      { id: 'crowd-3' },
    ]);
  });

  it('cost the same number of statements for one user as for a hundred', async () => {
    const ask = async (ids: readonly string[]) => {
      service.statements.take();
      const found = await resolve(
        north,
        ids.map((id) => ({ __typename: 'User', id })),
      );
      expect(found).toHaveLength(ids.length);
      expect(found).not.toContain(null);
      return service.statements.take().length;
    };
    expect(await ask(crowd.slice(0, 1))).toBe(2);
    expect(await ask(crowd)).toBe(2);
  });

  it('cost the same when one organisation is asked for a hundred times', async () => {
    service.statements.take();
    await resolve(
      north,
      crowd.map(() => ({ __typename: 'Organization', id: north.tenantId })),
    );
    expect(service.statements.take()).toHaveLength(2);
  });

  it('of another organisation are not there', async () => {
    const found = await resolve(south, [
      { __typename: 'User', id: 'crowd-1' },
      { __typename: 'User', id: north.userId },
      { __typename: 'Organization', id: north.tenantId },
      { __typename: 'User', id: south.userId },
    ]);
    expect(found).toMatchObject([null, null, null, { id: south.userId }]);
  });

  it('are refused to who is not signed in', async () => {
    for (const representation of [
      { __typename: 'User', id: 'crowd-1' },
      { __typename: 'Organization', id: north.tenantId },
    ]) {
      const answer = await ask(service, anonymous, entities, { representations: [representation] });
      expect(codes(answer)).toEqual(['UNAUTHENTICATED']);
    }
  });
});
