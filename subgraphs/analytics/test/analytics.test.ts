import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Event } from '@fiscal/kit/events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../../deploy/local/until.ts';
import { amount } from '../src/domain/invoice-fact.ts';
import { backfillPart } from '../src/events/backfill-part.ts';
import { startService, viewerOf } from './service.ts';

const fact = {
  organizationId: 'backfilled',
  version: 4,
  status: 'ARCHIVED',
  issuedOn: '2026-03-01',
  documentType: 'INCOME',
  issuerRfc: 'EKU9003173C9',
  currency: 'MXN',
  subtotal: '100',
  taxesTransferred: '16',
  taxesWithheld: '0',
  total: '116',
  occurredAt: '2026-03-01T12:00:00.000Z',
};

let service: Awaited<ReturnType<typeof startService>>;
beforeAll(async () => {
  service = await startService([...Array(2500).keys()].map((n) => ({ ...fact, invoiceId: `old-${n}` })));
});
afterAll(() => service.stop());

function state(organizationId: string, changes: Record<string, unknown> = {}): Event {
  const invoiceId = randomUUID();
  return {
    id: randomUUID(),
    type: 'fiscal.invoice.archived.v1',
    source: '/invoice',
    subject: invoiceId,
    tenant: organizationId,
    aggregateVersion: 4,
    time: '2026-03-05T10:00:00.000Z',
    data: {
      invoiceId,
      organizationId,
      status: 'ARCHIVED',
      version: 4,
      type: 'INCOME',
      issuerRfc: 'EKU9003173C9',
      issuedAt: '2026-03-04T23:59:59',
      receivedAt: '2026-03-05T10:00:00.000Z',
      currency: 'MXN',
      subtotal: '100.00',
      taxesTransferred: '16.00',
      taxesWithheld: '0',
      total: '116.00',
      occurredAt: '2026-03-05T10:00:01.234Z',
      ...changes,
    },
  };
}

const report = `query ($date: Date!) { dailyReport(date: $date) {
  received archived rejected inProgress failed asOf totals { currency count subtotal taxesTransferred taxesWithheld total } } }`;

describe('the daily report', () => {
  it('adds up exactly, by currency, what was issued on the day', async () => {
    const organization = randomUUID();
    const cents = [...Array(10).keys()].map((n) => `0.${n}1`);
    await Promise.all(cents.map((total) => service.onInvoiceChanged(state(organization, { total }))));
    await service.onInvoiceChanged(state(organization, { currency: 'USD', total: '123456789012345678.123456' }));
    await service.onInvoiceChanged(state(organization, { issuedAt: '2026-03-05T00:00:00' }));
    const { data } = await service.ask(viewerOf(organization), report, { date: '2026-03-04' });
    expect(data).toMatchObject({
      dailyReport: {
        received: 11,
        archived: 11,
        asOf: '2026-03-05T10:00:01.234Z',
        totals: [
          {
            currency: 'MXN',
            count: 10,
            subtotal: '1000.00',
            taxesTransferred: '160.00',
            taxesWithheld: '0.00',
            total: '4.60',
          },
          { currency: 'USD', count: 1, total: '123456789012345678.123456' },
        ],
      },
    });
  });

  it('counts the newest state of a document once, however often and in whatever order its events come', async () => {
    const organization = randomUUID();
    const archived = state(organization);
    const invoiceId = archived.subject;
    const created = state(organization, { invoiceId, status: 'PENDING', version: 1, total: null, currency: null });
    for (const event of [archived, created, archived, created]) await service.onInvoiceChanged(event);
    const { data } = await service.ask(viewerOf(organization), report, { date: '2026-03-04' });
    expect(data).toMatchObject({
      dailyReport: { received: 1, archived: 1, inProgress: 0, totals: [{ total: '116.00' }] },
    });
  });

  it.each([null, '0001-01-01T00:00:00', '9999-12-31T00:00:00'])(
    'counts a document dated %s in the day it came in',
    async (issuedAt) => {
      const organization = randomUUID();
      await service.onInvoiceChanged(state(organization, { issuedAt, status: 'REJECTED', total: null }));
      const { data } = await service.ask(viewerOf(organization), report, { date: '2026-03-05' });
      expect(data).toMatchObject({ dailyReport: { received: 1, rejected: 1, archived: 0, totals: [] } });
    },
  );

  it('shows nothing of another organisation', async () => {
    await service.onInvoiceChanged(state(randomUUID()));
    const { data } = await service.ask(viewerOf(randomUUID()), report, { date: '2026-03-04' });
    expect(data).toMatchObject({ dailyReport: { received: 0, asOf: null, totals: [] } });
  });
});

describe('figures over a range', () => {
  const stats = `query ($from: Date!, $to: Date!, $by: StatsDimension!) { invoiceStats(from: $from, to: $to, by: $by) { key currency count total } }`;

  it.each([
    ['DAY', ['2026-03-04', '2026-03-06']],
    ['ISSUER', ['EKU9003173C9', 'URE180429TM6']],
    ['TYPE', ['CREDIT_NOTE', 'INCOME']],
    ['CURRENCY', ['MXN', 'USD']],
  ])('are given by %s', async (by, keys) => {
    const organization = randomUUID();
    await service.onInvoiceChanged(state(organization));
    const other = { issuerRfc: 'URE180429TM6', type: 'CREDIT_NOTE', currency: 'USD', issuedAt: '2026-03-06T08:00:00' };
    await service.onInvoiceChanged(state(organization, other));
    await service.onInvoiceChanged(state(organization, { status: 'REJECTED' }));
    const { data } = await service.ask(viewerOf(organization), stats, { from: '2026-03-01', to: '2026-03-31', by });
    const lines: readonly { key: string; count: number }[] = data?.invoiceStats ?? [];
    expect(lines.map(({ key, count }) => [key, count])).toEqual(keys.map((key) => [key, 1]));
  });

  it('refuse a range that is backwards', async () => {
    const { errors } = await service.ask(viewerOf('a'), stats, { from: '2026-03-02', to: '2026-03-01', by: 'DAY' });
    expect(errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT' } }]);
  });
});

describe('a taxpayer', () => {
  it('of many has its figures in one statement', async () => {
    const organization = randomUUID();
    await service.onInvoiceChanged(state(organization));
    const before = service.statements();
    const representations = [...Array(100).keys()].map((n) => ({
      __typename: 'Taxpayer',
      rfc: n === 50 ? 'EKU9003173C9' : `AAA010101${String(n).padStart(3, '0')}`,
    }));
    const { data } = await service.ask(
      viewerOf(organization),
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Taxpayer { rfc stats { archived lastIssuedOn totals { total } } } } }',
      { representations },
    );
    expect(service.statements() - before).toBe(1);
    const entities: readonly unknown[] = data?._entities ?? [];
    expect(entities[50]).toEqual({
      rfc: 'EKU9003173C9',
      stats: { archived: 1, lastIssuedOn: '2026-03-04', totals: [{ total: '116.00' }] },
    });
    expect(entities[51]).toMatchObject({ stats: { archived: 0, lastIssuedOn: null } });
  });
});

describe('a back-fill', () => {
  it('brings in what events no longer tell, and may be done again', async () => {
    for (const _ of [1, 2])
      expect(await service.client.backfill({ organizationId: 'backfilled' })).toEqual({ invoices: 2500 });
    const { data } = await service.ask(viewerOf('backfilled'), report, { date: '2026-03-01' });
    expect(data).toMatchObject({ dailyReport: { archived: 2500, totals: [{ total: '290000.00' }] } });
  });

  it('at the start is done again until one has come to its end, and never after', async () => {
    const outcomes = ['fails', 'hangs', 'works', 'works'];
    const begun: string[] = [];
    const backfill = async (_: string, signal: AbortSignal) => {
      const outcome = outcomes.shift() ?? 'works';
      begun.push(outcome);
      if (outcome === 'hangs') await once(signal, 'abort');
      if (outcome !== 'works') throw new Error(outcome);
      return 0;
    };
    const startAndStop = async (isFarEnough: () => boolean | Promise<boolean>) => {
      const part = backfillPart(service.facts, backfill);
      await part.start();
      await until('the back-fill is far enough', 10_000, isFarEnough);
      await part.stop();
    };
    await startAndStop(() => begun.includes('hangs'));
    expect(await service.facts.isFilled()).toBe(false);
    await startAndStop(service.facts.isFilled);
    await startAndStop(service.facts.isFilled);
    expect(begun).toEqual(['fails', 'hangs', 'works']);
  });

  it('is not for users', async () => {
    const identity = viewerOf('backfilled');
    await expect(service.client.backfill({ organizationId: '' }, { identity })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});

describe('bad input', () => {
  it('in an event is refused and counted nowhere', async () => {
    const organization = randomUUID();
    await expect(async () => service.onInvoiceChanged(state(organization, { version: 'x' }))).rejects.toMatchObject({
      code: 'EVENT_INVALID',
    });
    await expect(async () => service.onInvoiceChanged(state(organization, { total: '1e9' }))).rejects.toMatchObject({
      code: 'AMOUNT_INVALID',
    });
    const { data } = await service.ask(viewerOf(organization), report, { date: '2026-03-04' });
    expect(data).toMatchObject({ dailyReport: { received: 0 } });
  });

  it('has more digits than a document may carry', () => {
    expect(() => amount('1234567890123456789')).toThrow(expect.objectContaining({ code: 'AMOUNT_INVALID' }));
  });

  it('needs a user for figures', async () => {
    const { errors } = await service.ask({ kind: 'service', via: 'gateway' }, report, { date: '2026-03-04' });
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });
});
