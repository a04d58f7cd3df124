import { describe, expect, it } from '@jest/globals';
import { changeStatus, losesAdmin, requireActive, type User } from './user.ts';

const admin: User = {
  id: 'u-1',
  organizationId: 'o-1',
  email: 'admin@norte.example',
  name: 'Admin',
  role: 'admin',
  status: 'active',
  version: 1,
  createdAt: new Date('2026-01-01T00:00:00Z'),
};

describe('a user', () => {
  it('has one version more with every change of status', () => {
    const suspended = changeStatus(admin, 'suspended');
    expect(suspended).toMatchObject({ status: 'suspended', version: 2 });
    expect(changeStatus(suspended, 'active')).toMatchObject({ status: 'active', version: 3 });
  });

  it('is left alone by a change to the status it has', () => {
    expect(changeStatus(admin, 'active')).toBe(admin);
  });

  it('stays deleted', () => {
    const deleted = changeStatus(admin, 'deleted');
    expect(() => changeStatus(deleted, 'active')).toThrow(
      expect.objectContaining({ kind: 'conflict', code: 'USER_DELETED' }),
    );
  });

  it('acts only while active', () => {
    expect(() => requireActive(admin)).not.toThrow();
    for (const status of ['suspended', 'deleted'] as const) {
      expect(() => requireActive(changeStatus(admin, status))).toThrow(
        expect.objectContaining({ code: 'USER_NOT_ACTIVE' }),
      );
    }
  });

  it('takes an admin away when an active admin is suspended or deleted, and only then', () => {
    expect(losesAdmin(admin, changeStatus(admin, 'suspended'))).toBe(true);
    expect(losesAdmin(admin, changeStatus(admin, 'deleted'))).toBe(true);
    expect(losesAdmin(changeStatus(admin, 'suspended'), changeStatus(admin, 'deleted'))).toBe(false);
    const viewer: User = { ...admin, role: 'viewer' };
    expect(losesAdmin(viewer, changeStatus(viewer, 'deleted'))).toBe(false);
  });
});
