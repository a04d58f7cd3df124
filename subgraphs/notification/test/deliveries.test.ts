import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { until } from '../../../deploy/local/until.ts';
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

const createWebhook = `mutation ($url: String!) { createWebhook(input: { url: $url, kinds: [INVOICE_ARCHIVED] }) { secret webhook { id url } } }`;
type Created = { secret: string; webhook: { id: string } };

async function createIn(tenant: string): Promise<Created> {
  const url = `http://${receiver.authority}/${tenant}`;
  const { data } = await service.ask(userOf(tenant, 'admin'), createWebhook, { url });
  return data?.createWebhook as Created;
}

describe('a webhook', () => {
  it('is called with a signature that Standard Webhooks verifies, for the kinds asked for', async () => {
    const tenant = randomUUID();
    const { secret } = await createIn(tenant);
    service.clock.now = new Date();
    await service.onInvoiceChanged(invoiceEvent(tenant, 'ARCHIVED'));
    await service.onInvoiceChanged(invoiceEvent(tenant, 'REJECTED'));
    await service.sendDue();
    const calls = receiver.calls.filter(({ url }) => url === `/${tenant}`);
    expect(calls).toHaveLength(1);
    const payload = new Webhook(secret).verify(calls[0]?.body ?? '', calls[0]?.headers ?? {});
    expect(payload).toMatchObject({ type: 'invoice.archived', data: { status: 'ARCHIVED', total: '116.00' } });
  });

  it('that fails is called again under the same id, and given up in the end', async () => {
    const tenant = randomUUID();
    await createIn(tenant);
    await service.onInvoiceChanged(invoiceEvent(tenant, 'ARCHIVED'));
    receiver.answer(500);
    for (let attempt = 0; attempt < 9; attempt++) {
      await service.sendDue();
      service.clock.now = new Date(service.clock.now.getTime() + 24 * 60 * 60 * 1000);
    }
    receiver.answer(204);
    const calls = receiver.calls.filter(({ url }) => url === `/${tenant}`);
    expect(calls).toHaveLength(8);
    expect(new Set(calls.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    const { data } = await service.ask(userOf(tenant, 'admin'), '{ webhooks { failedDeliveries } }');
    expect(data).toEqual({ webhooks: [{ failedDeliveries: 1 }] });
  });

  it('at a private address is never called', async () => {
    const tenant = randomUUID();
    const before = receiver.calls.length;
    await service.ask(userOf(tenant, 'admin'), createWebhook, { url: 'http://127.0.0.1:1/' });
    await service.onInvoiceChanged(invoiceEvent(tenant, 'ARCHIVED'));
    await service.sendDue();
    const errors = await service.transact(
      tenant,
      async (db) => (await db.query('select last_error from delivery')).rows,
    );
    expect(errors).toEqual([{ last_error: 'only https is called' }]);
    expect(receiver.calls).toHaveLength(before);
  });

  it('belongs to the admins of one organisation, ten at most', async () => {
    const tenant = randomUUID();
    const { errors } = await service.ask(userOf(tenant, 'analyst'), createWebhook, { url: 'https://example.org/' });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    const made = await Promise.all(
      [...Array(11)].map(() => service.ask(userOf(tenant, 'admin'), createWebhook, { url: 'https://example.org/' })),
    );
    expect(made.filter(({ data }) => data).length).toBe(10);
    expect(made.flatMap(({ errors: refused = [] }) => refused)).toMatchObject([
      { extensions: { code: 'TOO_MANY_WEBHOOKS' } },
    ]);
    const id = (made.find(({ data }) => data)?.data?.createWebhook as Created | undefined)?.webhook.id;
    const remove = 'mutation ($id: ID!) { deleteWebhook(id: $id) }';
    expect((await service.ask(userOf(randomUUID(), 'admin'), remove, { id })).data).toEqual({ deleteWebhook: false });
    for (const none of ['', 'x', 'x\0']) {
      expect((await service.ask(userOf(tenant, 'admin'), remove, { id: none })).data).toEqual({ deleteWebhook: false });
    }
    expect((await service.ask(userOf(tenant, 'admin'), remove, { id })).data).toEqual({ deleteWebhook: true });
  });
});

describe('a receiver that hangs', () => {
  it('keeps a few places busy and nobody waiting', async () => {
    const [slow, quick] = [randomUUID(), randomUUID()];
    for (const tenant of [slow, quick]) await createIn(tenant);
    const release = receiver.hold(`/${slow}`);
    for (let n = 0; n < 30; n++) await service.onInvoiceChanged(invoiceEvent(slow, 'ARCHIVED'));
    await service.onInvoiceChanged(invoiceEvent(quick, 'ARCHIVED'));
    const sender = service.sender();
    const callsOf = (tenant: string) => receiver.calls.filter(({ url }) => url === `/${tenant}`).length;
    await until('the quick one to be called', 10_000, async () => {
      await sender.begin();
      return callsOf(quick) === 1 && callsOf(slow) > 0;
    });
    expect(callsOf(slow)).toBeLessThanOrEqual(4);
    release();
    await sender.idle();
    await service.sendDue();
    expect(callsOf(slow)).toBe(30);
  });
});

describe('several senders', () => {
  it('send each mail once', async () => {
    const tenant = randomUUID();
    for (let n = 0; n < 10; n++) await service.onInvoiceChanged(invoiceEvent(tenant, 'REJECTED'));
    while ((await Promise.all([service.sendDue(), service.sendDue(), service.sendDue()])).some((sent) => sent > 0));
    const sent = mail.mails.filter(({ to }) => to.endsWith(`@${tenant}.example`));
    expect(sent).toHaveLength(30);
    expect(new Set(sent.map(({ source }) => /^Message-ID: (.+)$/im.exec(source)?.[1])).size).toBe(30);
  });
});
