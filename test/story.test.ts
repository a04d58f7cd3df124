import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { readInvoice, readMailbox, sendInvoice } from '../deploy/local/demo/questions.ts';
import { GraphqlRefusal } from '../deploy/local/graphql-client.ts';
import { type Live, subscribeLive } from '../deploy/local/live.ts';
import { sur } from '../deploy/local/samples/taxpayers.ts';
import { demoTenants, signIn } from '../deploy/local/seed.ts';
import { until } from '../deploy/local/until.ts';
import { addUpSamples, createDraw, day } from './documents.ts';
import { type House, openHouse } from './house.ts';
import { changes, readNotices, readReport } from './questions.ts';

type Changes = Live<z.output<typeof changes.shape>>;

const draw = createDraw(2026);
const good = Array.from({ length: 17 }, () => draw('valid'));
const broken = draw('bad-total');
const twin = draw('valid', { uuid: good[0]?.uuid ?? '' });
const liar = draw('valid');
const strangers = Array.from({ length: 3 }, () => draw('valid', { issuer: sur }));

let house: House;
let gateway: string;
let viewer: string;
let live: Changes;
let liveOfB: Changes;
let ids: string[];
let brokenId: string;
let twinId: string;
let refusal: unknown;

async function archivedIn(seconds: number): Promise<number> {
  return until('17 documents to be archived', seconds * 1000, async () => {
    const { archived } = await readReport(gateway, viewer, day);
    return archived >= good.length ? archived : undefined;
  });
}

beforeAll(async () => {
  house = await openHouse();
  gateway = house.urls.gateway;
  viewer = await signIn(gateway, 'viewer@norte.example');
  const analyst = await signIn(gateway, 'analyst@norte.example');
  const analystOfB = await signIn(gateway, 'analyst@sur.example');
  live = await subscribeLive(gateway, changes.shape, { query: changes.query, token: viewer });
  liveOfB = await subscribeLive(gateway, changes.shape, { query: changes.query, token: analystOfB });

  const ofB = Promise.all(strangers.map(({ xml }) => sendInvoice(gateway, analystOfB, { xml })));
  ids = await Promise.all(good.map(({ xml }) => sendInvoice(gateway, analyst, { xml })));
  brokenId = await sendInvoice(gateway, analyst, { xml: broken.xml });
  // Two of one UUID race for it while both are new; the second must come when the first has it.
  await until('the first of the twins to be archived', 10_000, async () => {
    const first = await readInvoice(gateway, viewer, ids[0] ?? '');
    return first?.status === 'ARCHIVED';
  });
  twinId = await sendInvoice(gateway, analyst, { xml: twin.xml });
  const lie = createHash('sha256').update('another document').digest('hex');
  refusal = await sendInvoice(gateway, analyst, { xml: liar.xml, checksum: lie }).catch((error: unknown) => error);
  await ofB;
}, 180_000);

afterAll(async () => {
  live?.stop();
  liveOfB?.stop();
  expect(await house?.close()).toEqual([]);
}, 60_000);

describe('a day at two organisations', () => {
  it('archives the good documents within 10 s', async () => {
    expect(await archivedIn(10)).toBe(good.length);
    const statuses = await Promise.all(ids.map(async (id) => (await readInvoice(gateway, viewer, id))?.status));
    expect(statuses).toEqual(good.map(() => 'ARCHIVED'));
  }, 120_000);

  it('says why the others were not taken', async () => {
    const rejected = await Promise.all(
      [brokenId, twinId].map((id) =>
        until(`${id} to be rejected`, 10_000, async () => {
          const invoice = await readInvoice(gateway, viewer, id);
          return invoice?.status === 'REJECTED' ? invoice.findings.map(({ code }) => code) : undefined;
        }),
      ),
    );
    expect(rejected).toEqual([['CFDI_TOTALS'], ['DUPLICATE_UUID']]);
    expect(refusal).toBeInstanceOf(GraphqlRefusal);
    expect(refusal).toMatchObject({ code: 'CHECKSUM_MISMATCH' });
  }, 120_000);

  it('tells the viewer of every change live, in order per document, and of none of the other organisation', async () => {
    const expected = new Map([
      ...ids.map((id): [string, string[]] => [id, ['1 PENDING', '2 PROCESSING', '3 VALIDATED', '4 ARCHIVED']]),
      ...[brokenId, twinId].map((id): [string, string[]] => [id, ['1 PENDING', '2 PROCESSING', '3 REJECTED']]),
    ]);
    const count = [...expected.values()].flat().length;
    await until('every change', 10_000, () => live.received.length >= count);

    const seen = Map.groupBy(live.received, (change) => change.invoiceStatusChanged.id);
    const ways = [...seen].map(([id, changed]): [string, string[]] => {
      return [id, changed.map(({ invoiceStatusChanged: one }) => `${one.version} ${one.status}`)];
    });
    expect(new Map(ways)).toEqual(expected);
    const issuers = new Set(live.received.map((change) => change.invoiceStatusChanged.issuer.rfc));
    expect(issuers).toEqual(new Set([demoTenants[0].rfc]));
    expect(live.ended()).toBeUndefined();
  }, 120_000);

  it('tells the other organisation of its own, and of nothing else', async () => {
    await until('the changes of B', 10_000, () => liveOfB.received.length >= 4 * strangers.length);
    const issuers = new Set(liveOfB.received.map((change) => change.invoiceStatusChanged.issuer.rfc));
    expect(issuers).toEqual(new Set([demoTenants[1].rfc]));
    expect(liveOfB.received).toHaveLength(4 * strangers.length);
  }, 120_000);

  it('reports exactly the sum of the archived documents', async () => {
    const report = await until('the report to be complete', 10_000, async () => {
      const now = await readReport(gateway, viewer, day);
      return now.archived + now.rejected >= good.length + 2 ? now : undefined;
    });
    expect(report.totals).toEqual(addUpSamples(good));
    expect(report).toMatchObject({ archived: 17, rejected: 2, inProgress: 0 });
  }, 120_000);

  it('notifies the viewer of each, once, and by e-mail', async () => {
    const expected = [
      ...ids.map((id) => `INVOICE_ARCHIVED ${id}`),
      ...[brokenId, twinId].map((id) => `INVOICE_REJECTED ${id}`),
    ].sort();
    const notices = await until('the notifications', 10_000, async () => {
      const now = await readNotices(gateway, viewer);
      return now.length >= expected.length ? now : undefined;
    });
    expect(notices.map(({ kind, invoice }) => `${kind} ${invoice?.id}`).sort()).toEqual(expected);
    const mail = await until('the e-mail', 10_000, async () => {
      const mails = await readMailbox(house.urls.mailbox, 'viewer@norte.example');
      return mails.length > 0 ? mails : undefined;
    });
    expect(mail[0]?.subject).toContain(demoTenants[0].rfc);
  }, 120_000);
});
