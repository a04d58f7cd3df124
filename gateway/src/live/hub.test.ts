import type { UserIdentity } from '@fiscal/kit';
import type { Event } from '@fiscal/kit/events';
import { describe, expect, it } from '@jest/globals';
import { liveFields } from './fields.ts';
import { createHub } from './hub.ts';

const caller: UserIdentity = {
  kind: 'user',
  via: 'gateway',
  userId: 'u',
  tenantId: 'a',
  roles: ['viewer'],
  tier: 'free',
  sessionId: 's',
  scopes: [],
};
const interest = { field: 'invoiceStatusChanged', args: {}, caller };
const change = (version: number, tenant = 'a'): Event => ({
  id: `e-${version}`,
  type: 'fiscal.invoice.archived.v1',
  source: '/invoice',
  subject: 'i',
  tenant,
  aggregateVersion: version,
  time: '2026-01-01T00:00:00Z',
  data: { invoiceId: 'i', status: 'ARCHIVED', version, issuerRfc: 'R' },
});

describe('the hub', () => {
  it('tells a client that does not keep up, forgets it, and goes on for the others', async () => {
    const hub = createHub(liveFields);
    const slow = hub.join(interest);
    const other = hub.join({ ...interest, args: { status: ['REJECTED'] } });
    for (let version = 1; version <= 1_001; version++) hub.publish(change(version));
    await expect(slow.take()).rejects.toMatchObject({ code: 'EVENTS_OVERFLOW' });
    expect(await slow.take()).toBeUndefined();
    expect(hub.size()).toBe(1);
    other.end();
    expect(hub.size()).toBe(0);
  });

  it('goes by the tenant that the event says, not by what its data says', async () => {
    const hub = createHub(liveFields);
    const queue = hub.join(interest);
    hub.publish(change(1, 'b'));
    hub.publish(change(2, '-'));
    hub.publish(change(3, 'a'));
    expect(await queue.take()).toMatchObject({ version: 3 });
  });

  it('leaves room for others, however often one organisation subscribes', () => {
    const hub = createHub(liveFields);
    const queues = Array.from({ length: 1_000 }, () => hub.join(interest));
    expect(() => hub.join(interest)).toThrow(expect.objectContaining({ code: 'TOO_MANY_SUBSCRIPTIONS' }));
    expect(hub.join({ ...interest, caller: { ...caller, tenantId: 'b' } })).toBeDefined();
    queues[0]?.end();
    expect(hub.join(interest)).toBeDefined();
  });

  it('skips an event that lacks what the field needs', async () => {
    const hub = createHub(liveFields);
    const queue = hub.join(interest);
    hub.publish({ ...change(1), data: { invoiceId: 'i' } });
    hub.publish({ ...change(2), type: 'fiscal.invoice.renamed.v1' });
    hub.publish(change(3));
    expect(await queue.take()).toMatchObject({ version: 3 });
  });
});
