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
  const { gateway, day, step } = options;
  const begunAt = new Date().toISOString();
  const analyst = await step(
    'sign in as an analyst',
    () => signIn(gateway, 'analyst@norte.example'),
    () => 'a token for 15 minutes',
  );
  await step('ask who I am', () => ask.whoAmI(gateway, analyst), same);
  const viewer = await signIn(gateway, viewerMail);
  const before = await ask.readReport(gateway, analyst, day);
  const question = { query: ask.changesQuery, token: viewer };
  const live = await step(
    'watch as a viewer',
    () => subscribeLive(gateway, ask.changeSchema, question),
    () => 'connected',
  );
  try {
    const sent = await send(options, analyst, live);
    await step('see them change live', () => settle(live, [...sent.good, ...sent.bad]), showWays);
    await step('read why two were rejected', () => findingsOf(options, viewer, sent.bad), join);
    await step('list the newest', () => listed(options, viewer, sent.good), same);
    await step('read the daily report', () => reportGrewBy(options, analyst, before, sent.good), same);
    await step('find the notifications', () => notified(options, viewer, [...sent.good, ...sent.bad]), same);
    if (options.mailbox) await step('find the e-mail', () => mailed(options.mailbox, begunAt), same);
    await step('look from the other organisation', () => hidden(options, sent.good), same);
  } finally {
    live.stop();
  }
}

async function send(options: TourOptions, token: string, live: Live<Change>): Promise<{ good: Sent[]; bad: Sent[] }> {
  const { draw, step } = options;
  const good = await step('send five good documents', () => sendGood(options, token), showIds);
  const wrong = await step('send one with a wrong total', () => sendOne(options, token, draw('bad-total')), showId);
  // The twin of a document that is still on its way might overtake it.
  await settle(live, good);
  const twin = draw('valid', good[0]?.sample.uuid);
  const double = await step('send one with a UUID that was sent before', () => sendOne(options, token, twin), showId);
  await step('send one with a DOCTYPE', () => refusalOf(options, token), same);
  return { good, bad: [wrong, double] };
}

const same = (text: string) => text;
const join = (texts: readonly string[]) => texts.join(', ');
/** Ids begin with the shard and the time: what tells them apart is their end. */
const short = (id: string) => `…${id.slice(-6)}`;
const showId = ({ id }: Sent) => short(id);
const showIds = (sent: readonly Sent[]) => sent.map(showId).join(' ');

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
    if (error instanceof GraphqlRefusal && error.code === 'XML_DOCTYPE') return `refused: ${error.code}`;
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
  return [...ways].map(([id, way]) => `\n      ${short(id)}  ${way.join(' → ')}`).join('');
}

async function findingsOf({ gateway }: TourOptions, token: string, sent: readonly Sent[]): Promise<string[]> {
  const invoices = await Promise.all(sent.map(({ id }) => ask.readInvoice(gateway, token, id)));
  const codes = invoices.flatMap((invoice) => invoice?.findings.map(({ code }) => code) ?? []);
  for (const expected of ['CFDI_TOTALS', 'DUPLICATE_UUID']) {
    if (!codes.includes(expected)) throw new Error(`${expected} is not among ${codes.join(', ') || 'no findings'}`);
  }
  return codes;
}

async function listed({ gateway }: TourOptions, token: string, sent: readonly Sent[]): Promise<string> {
  const newest = await ask.listInvoices(gateway, token, 20);
  const totals = new Map(newest.map((invoice) => [invoice.id, invoice.total]));
  for (const { id, sample } of sent) {
    if (parseCents(totals.get(id) ?? '') !== parseCents(sample.total))
      throw new Error(`${id} is listed with another total`);
  }
  return `${newest.length} invoices`;
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

async function notified({ gateway }: TourOptions, token: string, sent: readonly Sent[]): Promise<string> {
  return until('a notification for each', waitMs, async () => {
    const about = await ask.readNotified(gateway, token);
    return sent.every(({ id }) => about.includes(id)) ? `${sent.length} for the viewer` : undefined;
  });
}

async function mailed(mailbox: string, since: string): Promise<string> {
  return until('an e-mail of now', waitMs, async () => {
    const newest = (await ask.readMailbox(mailbox, viewerMail))[0];
    return newest && newest.receivedAt >= since ? newest.subject : undefined;
  });
}

async function hidden({ gateway }: TourOptions, sent: readonly Sent[]): Promise<string> {
  const stranger = await signIn(gateway, 'analyst@sur.example');
  const seen = await Promise.all(sent.map(({ id }) => ask.readInvoice(gateway, stranger, id)));
  if (seen.some((invoice) => invoice !== null)) throw new Error('another organisation can read the documents');
  return 'nothing of it to be seen';
}
