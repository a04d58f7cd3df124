import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addVariant } from '../../src/store/index.ts';
import { openShop, type Shop, users } from './shop.ts';

const withoutOld = users.replace(' old: String', '');
const withoutNick = users.replace(' nick: String', '');
const reason = 'nobody has needed it since March';

describe('an approval', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await openShop();
    await shop.sent('GetOld', '{ old }', [['web', '1', 3]]);
    await shop.sent('GetNick', '{ me { nick } }', [['web', '1', 3]]);
  });
  afterAll(() => shop.house.stop());

  const approve = (check: string, more: object = {}) =>
    shop.post('/api/approvals', { graph: 'shop', check, reason, ...more });
  const statusOf = async (id: string) => (await shop.read(id)).status;

  it('lets the very check pass that failed, and all of its branch, until it is revoked', async () => {
    const check = await shop.check(withoutOld, { branch: 'less' });
    const again = await shop.check(withoutOld, { branch: 'less' });
    const elsewhere = await shop.check(withoutOld, { branch: 'other' });
    expect([check.status, again.status]).toEqual(['FAILED', 'FAILED']);

    const { status, body } = await approve(check.id);
    expect([status, body]).toMatchObject([
      200,
      { approvals: [{ branch: 'less', reason, approvedBy: expect.any(String) }] },
    ]);
    const { of, status: now } = await shop.read(check.id);
    expect(now).toBe('PASSED');
    expect(of('Operations')).toMatchObject({ status: 'PASSED', result: { checkSeverity: 'NOTICE' } });
    expect(of('Operations').result.changes).toMatchObject([
      {
        severity: 'NOTICE',
        failing: true,
        approval: { reason },
        description: expect.stringContaining(`(approved: ${reason})`),
      },
    ]);
    expect(await statusOf(again.id)).toBe('PASSED');
    expect(await statusOf(elsewhere.id)).toBe('FAILED');
    expect((await shop.check(withoutOld, { branch: 'less' })).status).toBe('PASSED');

    const [approval] = body.approvals as { id: string }[];
    const revoked = await shop.post(`/api/approvals/${approval?.id}?graph=shop`, {}, 'DELETE');
    expect(revoked.body).toMatchObject({
      checks: expect.arrayContaining([expect.objectContaining({ id: check.id, status: 'FAILED' })]),
    });
    expect(await statusOf(check.id)).toBe('FAILED');
    expect((await shop.post(`/api/approvals/${approval?.id}?graph=shop`, {}, 'DELETE')).status).toBe(404);
  });

  it('is of one change: what else fails a check still fails it', async () => {
    const both = withoutOld.replace(' nick: String', '');
    const check = await shop.check(both, { branch: 'both' });
    const changes = check.of('Operations').result.changes as { fingerprint: string; severity: string }[];
    expect(changes.map(({ severity }) => severity)).toEqual(['FAILURE', 'FAILURE']);
    const [first, second] = changes.map(({ fingerprint }) => fingerprint);
    expect((await approve(check.id, { fingerprints: [first] })).body).toMatchObject({ checks: [{ status: 'FAILED' }] });
    expect((await approve(check.id, { fingerprints: [second] })).body).toMatchObject({
      checks: [{ status: 'PASSED' }],
    });
  });

  it('ends at the time that is set', async () => {
    const check = await shop.check(withoutNick, { branch: 'soon' });
    await approve(check.id, { expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
    expect(await statusOf(check.id)).toBe('PASSED');
    await shop.house.look((db) =>
      db.query(`update check_approval set expires_at = now() - interval '1 second' where branch = 'soon'`),
    );
    expect((await shop.check(withoutNick, { branch: 'soon' })).status).toBe('FAILED');
    expect((await approve(check.id, { expiresAt: '2020-01-01T00:00:00Z' })).body).toMatchObject({
      errors: [{ extensions: { code: 'EXPIRY_PAST' } }],
    });
  });

  it('needs a reason, a change of the check, and a key that manages', async () => {
    const check = await shop.check(withoutNick, { branch: 'new' });
    const codeOf = async (more: object) => (await approve(check.id, more)).body;
    expect(await codeOf({ reason: ' ' })).toMatchObject({ errors: [{ extensions: { code: 'REASON_MISSING' } }] });
    expect(await codeOf({ fingerprints: ['x'] })).toMatchObject({
      errors: [{ extensions: { code: 'CHANGE_UNKNOWN' } }],
    });
    expect((await approve('0197e2c0-1111-7000-8000-000000000001')).status).toBe(404);
    const response = await fetch(new URL('/api/approvals', shop.house.url), { method: 'POST', body: '{}' });
    expect(response.status).toBe(401);
    expect(await statusOf(check.id)).toBe('FAILED');
  });

  it('is written down, with who gave and who revoked it', async () => {
    const { data } = await shop.house.ask(`{ graph(id: "shop") { variant(name: "current") {
      approvals(branch: "less") { branch fingerprint description reason approvedBy holds revokedAt revokedBy } } } }`);
    expect(data).toMatchObject({
      graph: {
        variant: {
          approvals: [
            {
              holds: false,
              revokedBy: expect.any(String),
              description: expect.stringMatching(/^FIELD_REMOVED: field Query.old was removed/),
            },
          ],
        },
      },
    });
    const { rows } = await shop.house.look((db) =>
      db.query(`select action from audit where action like 'check.%' order by id`),
    );
    expect(rows.map(({ action }) => action).slice(0, 2)).toEqual(['check.approve', 'check.revoke']);
  });

  it('is of the base and its previews, whose checks look at the clients of the base', async () => {
    await shop.house.look((db) =>
      addVariant(db, {
        graphId: 'shop',
        name: 'pr-7',
        kind: 'federated',
        baseVariant: 'current',
        createdAt: new Date(),
      }),
    );
    const check = await shop.check(withoutNick, { branch: 'preview', variant: 'pr-7' });
    expect(check.of('Operations').result.changes).toMatchObject([
      { code: 'FIELD_REMOVED', severity: 'FAILURE', affectedOperations: [{ name: 'GetNick' }] },
    ]);
    await approve(check.id);
    expect(await statusOf(check.id)).toBe('PASSED');
    expect((await shop.check(withoutNick, { branch: 'preview' })).status).toBe('PASSED');
  });

  it('can be waited for: a check that only lacks it goes on for as long as is set', async () => {
    await shop.set({ waitForApprovalSeconds: 200 });
    const check = await shop.check(withoutNick, { branch: 'patient' });
    expect(check.status).toBe('PENDING');
    expect(check.of('Operations').status).toBe('FAILED');
    await approve(check.id);
    expect(await statusOf(check.id)).toBe('PASSED');
    const broken = await shop.check('type Query { a: Nothing }', { branch: 'patient' });
    expect(broken.status).toBe('FAILED');
  });
});
