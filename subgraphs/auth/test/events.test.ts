import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { hashEmail } from '../src/credentials/email-hash.ts';
import { addUser, eventsOf, identityOf, login, refresh, type StoredEvent, setStatus, signUp } from './ask.ts';
import { type Service, startService } from './service.ts';

const contract = new URL('../contract/events/', import.meta.url);

describe('the events', () => {
  let service: Service;
  let events: readonly StoredEvent[];

  beforeAll(async () => {
    service = await startService();
    const session = await signUp(service, 'admin@norte.example');
    const admin = identityOf(session);
    const { userId } = await addUser(service, admin, 'viewer@norte.example', 'VIEWER');
    await login(service, 'viewer@norte.example', 'not-the-password');
    await login(service, 'nobody@norte.example', 'not-the-password');
    await setStatus(service, admin, userId, 'SUSPENDED');
    await login(service, 'viewer@norte.example');
    await refresh(service, session.refreshToken);
    await refresh(service, session.refreshToken);
    const subjects = [admin.userId, userId, hashEmail('nobody@norte.example')];
    events = (await Promise.all(subjects.map((subject) => eventsOf(service, subject)))).flat();
  });
  afterAll(() => service.stop());

  it('are all that the contract names', () => {
    expect([...new Set(events.map(({ type }) => type))].sort()).toEqual([
      'fiscal.auth.failed.v1',
      'fiscal.auth.succeeded.v1',
      'fiscal.session.revoked.v1',
      'fiscal.user.created.v1',
      'fiscal.user.status-changed.v1',
    ]);
  });

  it('say what the contract promises', async () => {
    for (const { type, data } of events) {
      const promised = z.fromJSONSchema(JSON.parse(await readFile(new URL(`${type}.json`, contract), 'utf8')));
      expect({ type, fault: promised.safeParse(data).error }).toEqual({ type, fault: undefined });
      expect(promised.safeParse({ ...data, occurredAt: 'yesterday' }).success).toBe(false);
    }
  });

  it('have each an id of their own', () => {
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  });
});
