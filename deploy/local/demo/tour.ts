import { GraphqlRefusal } from '../graphql-client.ts';
import { type Live, subscribeLive } from '../live.ts';
import { formatCents, parseCents } from '../samples/money.ts';
import type { Sample, SampleKind } from '../samples/samples.ts';
import { signIn } from '../seed.ts';
import { until } from '../until.ts';
import * as ask from './questions.ts';

/** Does one thing under a name, and gives what it found out; how it went is shown by whoever made it. */
export type Step = <T>(name: string, work: () => Promise<T>, show: (result: T) => string) => Promise<T>;

export type TourOptions = {
  readonly gateway: string;
  /** Empty where mail goes elsewhere. */
  readonly mailbox: string;
  /** Issue date of the documents, `YYYY-MM-DD`. */
  readonly day: string;
  readonly draw: (kind: SampleKind, uuid?: string) => Sample;
  readonly step: Step;
};

type Change = {
  readonly invoiceStatusChanged: { readonly id: string; readonly status: string; readonly version: number };
};
type Sent = { readonly id: string; readonly sample: Sample };

const waitMs = 15_000;
const final = ['ARCHIVED', 'REJECTED', 'FAILED'];
const viewerMail = 'viewer@norte.example';

/** The tour of the README, from signing in to the e-mail. Throws at the first step that shows something wrong. */
export async function tour(options: TourOptions): Promise<void> {
  const { gateway, mailbox, day, step } = options;
  const analyst = await step(
    'sign in as an analyst',
    () => signIn(gateway, 'analyst@norte.example'),
    () => 'token for 15 minutes',
  );
  const viewer = await signIn(gateway, viewerMail);
  await step(
    'ask who I am',
    () => ask.whoAmI(gateway, analyst),
    (me) => me,
  );
  const begunAt = new Date().toISOString();
  const before = await ask.readReport(gateway, analyst, day);
  const question = { query: ask.changesQuery, token: viewer };
  const live = await step(
    'watch as a viewer',
    () => subscribeLive(gateway, ask.changeSchema, question),
    () => 'connected',
  );
  try {
    const good = await step(
      'send five good documents',
      () => sendGood(options, analyst),
      (sent) => sent.map(({ id }) => id.slice(0, 12)).join(' '),
    );
    const bad = await step(
      'send one with a wrong total',
      () => sendOne(options, analyst, options.draw('bad-total')),
      ({ id }) => id,
    );
    const twin = options.draw('valid', good[0]?.sample.uuid);
    const double = await step(
      'send one with a UUID that was sent before',
      () => sendOne(options, analyst, twin),
      ({ id }) => id,
    );
    await step(
      'send one with a DOCTYPE',
      () => refusalOf(options, analyst),
      (code) => `refused: ${code}`,
    );
    await step('see them change live', () => settle(live, [...good, bad, double]), showWays);
    await step(
      'read why two were rejected',
      () => findingsOf(options, viewer, [bad, double]),
      (codes) => codes.join(', '),
    );
    await step(
      'list the newest',
      () => listed(options, viewer, good),
      (count) => `${count} invoices`,
    );
    await step(
      'read the daily report',
      () => reportGrewBy(options, analyst, before, good),
      (totals) => totals,
    );
    await step(
      'find the notifications',
      () => notified(options, viewer, [...good, bad]),
      (count) => `${count} for the viewer`,
    );
    if (mailbox)
      await step(
        'find the e-mail',
        () => mailed(mailbox, begunAt),
        (subject) => `«${subject}» in ${mailbox}`,
      );
    const stranger = await signIn(gateway, 'analyst@sur.example');
    await step(
      'look from the other organisation',
      () => hidden(options, stranger, good),
      () => 'nothing of it to be seen',
    );
  } finally {
    live.stop();
  }
}

async function sendGood(options: TourOptions, token: string): Promise<Sent[]> {
  return Promise.all(Array.from({ length: 5 }, () => sendOne(options, token, options.draw('valid'))));
}

async function sendOne({ gateway }: TourOptions, token: string, sample: Sample): Promise<Sent> {
  return { id: await ask.sendInvoice(gateway, token, { xml: sample.xml }), sample };
}

async function refusalOf({ gateway, draw }: TourOptions, token: string): Promise<string> {
  try {
    await ask.sendInvoice(gateway, token, { xml: draw('doctype').xml });
  } catch (error) {
    if (error instanceof GraphqlRefusal && error.code === 'XML_DOCTYPE') return error.code;
    throw error;
  }
  throw new Error('a document with a DOCTYPE was taken');
}

async function settle(live: Live<Change>, sent: readonly Sent[]): Promise<Map<string, string[]>> {
  return until('every document to reach its end', waitMs, () => {
    const ways = new Map<string, string[]>(sent.map(({ id }) => [id, []]));
    for (const { invoiceStatusChanged: change } of live.received) ways.get(change.id)?.push(change.status);
    return [...ways.values()].every((way) => final.includes(way.at(-1) ?? '')) ? ways : undefined;
  });
}

function showWays(ways: ReadonlyMap<string, readonly string[]>): string {
  return [...ways].map(([id, way]) => `\n      ${id.slice(0, 12)}  ${way.join(' → ')}`).join('');
}

async function findingsOf({ gateway }: TourOptions, token: string, sent: readonly Sent[]): Promise<string[]> {
  const invoices = await Promise.all(sent.map(({ id }) => ask.readInvoice(gateway, token, id)));
  const codes = invoices.flatMap((invoice) => invoice?.findings.map(({ code }) => code) ?? []);
  for (const expected of ['CFDI_TOTALS', 'DUPLICATE_UUID']) {
    if (!codes.includes(expected)) throw new Error(`${expected} is not among ${codes.join(', ') || 'no findings'}`);
  }
  return codes;
}

async function listed({ gateway }: TourOptions, token: string, sent: readonly Sent[]): Promise<number> {
  const newest = await ask.listInvoices(gateway, token, 20);
  const totals = new Map(newest.map((invoice) => [invoice.id, invoice.total]));
  for (const { id, sample } of sent) {
    if (parseCents(totals.get(id) ?? '') !== parseCents(sample.total))
      throw new Error(`${id} is listed with another total`);
  }
  return newest.length;
}

async function reportGrewBy(
  { gateway, day }: TourOptions,
  token: string,
  before: ask.Report,
  sent: readonly Sent[],
): Promise<string> {
  const expected = totalsOf(before);
  for (const { sample } of sent) {
    expected.set(sample.currency, (expected.get(sample.currency) ?? 0n) + parseCents(sample.total));
  }
  const report = await until('the report to count them', waitMs, async () => {
    const now = await ask.readReport(gateway, token, day);
    return now.archived >= before.archived + sent.length ? now : undefined;
  });
  const totals = totalsOf(report);
  for (const [currency, cents] of expected) {
    if (totals.get(currency) !== cents)
      throw new Error(`${currency} should be ${formatCents(cents)}: ${JSON.stringify(report)}`);
  }
  return `${report.archived} archived, ${[...totals].map(([currency, cents]) => `${formatCents(cents)} ${currency}`).join(', ')}`;
}

function totalsOf(report: ask.Report): Map<string, bigint> {
  return new Map(report.totals.map(({ currency, total }) => [currency, parseCents(total)]));
}

async function notified({ gateway }: TourOptions, token: string, sent: readonly Sent[]): Promise<number> {
  return until('a notification for each', waitMs, async () => {
    const about = await ask.readNotified(gateway, token);
    return sent.every(({ id }) => about.includes(id)) ? sent.length : undefined;
  });
}

async function mailed(mailbox: string, since: string): Promise<string> {
  return until('an e-mail of now', waitMs, async () => {
    const newest = (await ask.readMailbox(mailbox, viewerMail))[0];
    return newest && newest.receivedAt >= since ? newest.subject : undefined;
  });
}

async function hidden({ gateway }: TourOptions, token: string, sent: readonly Sent[]): Promise<void> {
  const seen = await Promise.all(sent.map(({ id }) => ask.readInvoice(gateway, token, id)));
  if (seen.some((invoice) => invoice !== null)) throw new Error('another organisation can read the documents');
}
