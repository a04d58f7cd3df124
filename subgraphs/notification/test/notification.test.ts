import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { invoiceEvent } from './invoice-event.ts';
import { startMailServer, startReceiver, startService, userOf } from './service.ts';

let service: Awaited<ReturnType<typeof startService>>;
let mail: Awaited<ReturnType<typeof startMailServer>>;
let receiver: Awaited<ReturnType<typeof startReceiver>>;

beforeAll(async () => {
  mail = await startMailServer();
  receiver = await startReceiver();
  service = await startService(mail.url, receiver.authority);
});
afterAll(async () => {
  await service.stop();
  await mail.stop();
  await receiver.stop();
});

const list = `query ($first: Int! = 20, $after: String, $unreadOnly: Boolean! = false) {
  unreadNotificationCount
  notifications(first: $first, after: $after, unreadOnly: $unreadOnly) {
    nodes { id kind title body readAt createdAt invoice { id } } pageInfo { hasNextPage endCursor } } }`;

type Page = { nodes: { id: string; kind: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };

async function pageOf(tenant: string, variables: Record<string, unknown> = {}): Promise<Page> {
  const { data } = await service.ask(userOf(tenant, 'viewer'), list, variables);
  return data?.notifications as Page;
}

describe('an archived document', () => {
  it('is told to every user of the organisation once, however often its event comes', async () => {
    const tenant = randomUUID();
    const event = invoiceEvent(tenant, 'ARCHIVED');
    await Promise.all([service.onInvoiceChanged(event), service.onInvoiceChanged(event)]);
    for (const role of ['admin', 'analyst', 'viewer'] as const) {
      const { data } = await service.ask(userOf(tenant, role), list);
      expect(data).toMatchObject({
        unreadNotificationCount: 1,
        notifications: { nodes: [{ kind: 'INVOICE_ARCHIVED', readAt: null, invoice: { id: event.subject } }] },
      });
    }
    const facts = (await service.outbox()).filter(({ tenant: of }) => of === tenant);
    expect(facts.map(({ data }) => data.userId).toSorted()).toEqual(['admin', 'analyst', 'viewer']);
    expect(facts[0]).toMatchObject({ type: 'fiscal.notification.created.v1', data: { invoiceId: event.subject } });
  });

  it('is told to nobody of another organisation', async () => {
    await service.onInvoiceChanged(invoiceEvent(randomUUID(), 'ARCHIVED'));
    expect((await pageOf(randomUUID())).nodes).toEqual([]);
  });
});

describe('states on the way', () => {
  it.each(['PENDING', 'PROCESSING', 'VALIDATED'])('%s is told to nobody', async (status) => {
    const tenant = randomUUID();
    await service.onInvoiceChanged(invoiceEvent(tenant, status));
    expect((await pageOf(tenant)).nodes).toEqual([]);
  });
});

describe('a user', () => {
  it('pages through notifications, newest first, and marks them as read', async () => {
    const tenant = randomUUID();
    for (let n = 0; n < 5; n++) await service.onInvoiceChanged(invoiceEvent(tenant, 'ARCHIVED'));
    const first = await pageOf(tenant, { first: 3 });
    const second = await pageOf(tenant, { first: 3, after: first.pageInfo.endCursor });
    const ids = [...first.nodes, ...second.nodes].map(({ id }) => id);
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false]);
    expect(ids).toHaveLength(5);
    expect(ids.toSorted().toReversed()).toEqual(ids);
    const mark = 'mutation ($ids: [ID!]!) { markNotificationsRead(ids: $ids) }';
    const read = { ids: ids.slice(0, 2) };
    expect((await service.ask(userOf(tenant, 'analyst'), mark, read)).data).toEqual({ markNotificationsRead: 0 });
    expect((await service.ask(userOf(tenant, 'viewer'), mark, read)).data).toEqual({ markNotificationsRead: 2 });
    expect((await service.ask(userOf(tenant, 'viewer'), mark, read)).data).toEqual({ markNotificationsRead: 0 });
    expect((await pageOf(tenant, { unreadOnly: true })).nodes.map(({ id }) => id)).toEqual(ids.slice(2));
  });

  it('hears only of the kinds asked for', async () => {
    const tenant = randomUUID();
    const change = `mutation { updateNotificationPreferences(input: { kinds: [INVOICE_REJECTED], emailKinds: [] }) { kinds emailKinds } }`;
    await service.ask(userOf(tenant, 'viewer'), change);
    await service.onInvoiceChanged(invoiceEvent(tenant, 'ARCHIVED'));
    await service.onInvoiceChanged(invoiceEvent(tenant, 'REJECTED'));
    expect((await pageOf(tenant)).nodes.map(({ kind }) => kind)).toEqual(['INVOICE_REJECTED']);
    await service.sendDue();
    expect(
      mail.mails
        .filter(({ to }) => to.endsWith(`@${tenant}.example`))
        .map(({ to }) => to)
        .toSorted(),
    ).toEqual(['admin', 'analyst'].map((user) => `${user}@${tenant}.example`));
  });

  it('is told when somebody failed to sign in as them, by e-mail too', async () => {
    const tenant = randomUUID();
    const failed = { ...invoiceEvent(tenant, 'x'), data: { userId: 'viewer', occurredAt: '2026-03-05T10:00:00.000Z' } };
    await service.onLoginFailed(failed);
    await service.onLoginFailed({ ...failed, id: randomUUID(), tenant: '-', data: { ...failed.data, userId: null } });
    expect((await pageOf(tenant)).nodes.map(({ kind }) => kind)).toEqual(['LOGIN_FAILED']);
    await service.sendDue();
    const sent = mail.mails.filter(({ to }) => to === `viewer@${tenant}.example`);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.source).toContain('Subject: A sign-in to your account failed');
  });
});

describe('entities', () => {
  it('of a hundred documents cost one statement', async () => {
    const tenant = randomUUID();
    const events = [...Array(100)].map(() => invoiceEvent(tenant, 'ARCHIVED'));
    for (const event of events) await service.onInvoiceChanged(event);
    const before = service.statements();
    const { data } = await service.ask(
      userOf(tenant, 'viewer'),
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Invoice { id notifications { kind } } } }',
      { of: events.map(({ subject }) => ({ __typename: 'Invoice', id: subject })) },
    );
    expect(service.statements() - before).toBe(1);
    expect(data?._entities).toEqual(
      events.map(({ subject }) => ({ id: subject, notifications: [{ kind: 'INVOICE_ARCHIVED' }] })),
    );
  });

  it('of a notification are the reader’s own', async () => {
    const tenant = randomUUID();
    await service.onInvoiceChanged(invoiceEvent(tenant, 'ARCHIVED'));
    const id = (await pageOf(tenant)).nodes[0]?.id;
    const entity = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Notification { id kind } } }';
    const of = [{ __typename: 'Notification', id }];
    expect((await service.ask(userOf(tenant, 'viewer'), entity, { of })).data).toEqual({
      _entities: [{ id, kind: 'INVOICE_ARCHIVED' }],
    });
    expect((await service.ask(userOf(tenant, 'admin'), entity, { of })).data).toEqual({ _entities: [null] });
    expect((await service.ask(userOf(randomUUID(), 'viewer'), entity, { of })).data).toEqual({ _entities: [null] });
  });
});

describe('the second wall', () => {
  it('hides another organisation’s rows even from a statement that names none', async () => {
    await service.onInvoiceChanged(invoiceEvent(randomUUID(), 'REJECTED'));
    for (const table of ['notification', 'delivery', 'preference', 'webhook']) {
      const seen = await service.transact(randomUUID(), async (db) => (await db.query(`select * from ${table}`)).rows);
      expect(seen).toEqual([]);
    }
  });
});

describe('auth', () => {
  it('is asked once a minute for an organisation, and may be away', async () => {
    const tenant = randomUUID();
    await service.onInvoiceChanged(invoiceEvent(tenant, 'ARCHIVED'));
    await service.onInvoiceChanged(invoiceEvent(tenant, 'ARCHIVED'));
    expect(service.asked.filter((organization) => organization === tenant)).toHaveLength(1);
    await service.authServer.stop();
    service.clock.now = new Date(service.clock.now.getTime() + 61_000);
    await service.onInvoiceChanged(invoiceEvent(tenant, 'ARCHIVED'));
    expect((await pageOf(tenant)).nodes).toHaveLength(3);
  });
});
