import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { readInvoice, sendInvoice } from '../deploy/local/demo/questions.ts';
import type { Sample } from '../deploy/local/samples/samples.ts';
import { signIn } from '../deploy/local/seed.ts';
import { until } from '../deploy/local/until.ts';
import { addUpSamples, createDraw, day } from './documents.ts';
import { type House, openHouse } from './house.ts';
import { readNotices, readReport } from './questions.ts';

const draw = createDraw(4711);
const recoveryMs = 60_000;

let house: House;
let gateway: string;
let analyst: string;
/** Everything that was taken, by the id it was given: each must be found archived, counted and told of once. */
const taken = new Map<string, Sample>();

beforeAll(async () => {
  house = await openHouse();
  gateway = house.urls.gateway;
  analyst = await signIn(gateway, 'analyst@norte.example');
}, 180_000);

afterAll(async () => {
  expect(await house?.close()).toEqual([]);
}, 60_000);

/** Sends as a partner would in bad times: the same key again until there is an answer. */
async function sendSurely(sample: Sample): Promise<string> {
  const sending = { xml: sample.xml, idempotencyKey: sample.uuid };
  const id = await until('an answer', recoveryMs, () => sendInvoice(gateway, analyst, sending));
  taken.set(id, sample);
  return id;
}

/** Sends `count` documents, two at a time, and calls `disturb` before every third pair. */
async function sendWhile(count: number, disturb: (sent: number) => void): Promise<void> {
  for (let sent = 0; sent < count; sent += 2) {
    if (sent % 6 === 4) disturb(sent);
    await Promise.all([sendSurely(draw('valid')), sendSurely(draw('valid'))]);
  }
}

/** Invoices, report and notifications tell the same, each document once. */
async function figuresAgree(): Promise<void> {
  for (const id of taken.keys()) {
    await until(`${id} to be archived`, recoveryMs, async () => {
      const invoice = await readInvoice(gateway, analyst, id);
      return invoice?.status === 'ARCHIVED';
    });
  }
  const report = await until('the report to count all', recoveryMs, async () => {
    const now = await readReport(gateway, analyst, day);
    return now.archived >= taken.size ? now : undefined;
  });
  expect(report.totals).toEqual(addUpSamples([...taken.values()]));
  expect(report).toMatchObject({ archived: taken.size, rejected: 0, inProgress: 0 });
  const notices = await until('every notification', recoveryMs, async () => {
    const now = await readNotices(gateway, analyst);
    return now.length >= taken.size ? now : undefined;
  });
  expect(notices.map(({ invoice }) => invoice?.id).sort()).toEqual([...taken.keys()].sort());
}

/** A process that was killed and has come back under another number. */
async function backAgain(name: string, before: number | undefined): Promise<void> {
  await until(`${name} to be back`, recoveryMs, () => {
    const { pid } = house.process(name);
    return pid !== undefined && pid !== before;
  });
}

async function waitingEvents(): Promise<number> {
  const counts = ['invoice_0', 'invoice_1'].map(async (database) => {
    const client = new pg.Client({ connectionString: house.databaseUrl(database) });
    await client.connect();
    try {
      const { rows } = await client.query<{ count: number }>('select count(*)::int as count from outbox');
      return rows[0]?.count ?? 0;
    } finally {
      await client.end();
    }
  });
  return (await Promise.all(counts)).reduce((total, count) => total + count, 0);
}

describe('kill -9', () => {
  it('of invoice between its commit and its event loses nothing', async () => {
    const invoice = house.process('invoice');
    await house.process('broker').suspend();
    const id = await sendSurely(draw('valid'));
    expect(await waitingEvents()).toBeGreaterThan(0);
    const { pid } = invoice;
    invoice.kill('SIGKILL');
    await backAgain('invoice', pid);
    expect(await waitingEvents()).toBeGreaterThan(0);
    expect((await readInvoiceSurely(id))?.status).toBe('PENDING');
    house.process('broker').resume();
    await figuresAgree();
    expect(await waitingEvents()).toBe(0);
  }, 180_000);

  it('of the services in the middle of their work loses nothing and does nothing twice', async () => {
    const victims = ['invoice', 'notification', 'analytics', 'gateway', 'auth'];
    await sendWhile(30, (sent) => house.process(victims[Math.floor(sent / 6)] ?? 'invoice').kill('SIGKILL'));
    await figuresAgree();
  }, 240_000);

  it('of the broker is got over by itself', async () => {
    const { pid } = house.process('broker');
    await sendWhile(12, () => house.process('broker').kill('SIGKILL'));
    await backAgain('broker', pid);
    await figuresAgree();
  }, 240_000);

  it('of Postgres is got over by itself', async () => {
    const { pid } = house.process('postgres');
    await sendWhile(12, () => house.process('postgres').kill('SIGKILL'));
    await backAgain('postgres', pid);
    await figuresAgree();
  }, 240_000);
});

/** The answer once invoice serves again. */
function readInvoiceSurely(id: string): ReturnType<typeof readInvoice> {
  return until('invoice to answer', recoveryMs, async () => (await readInvoice(gateway, analyst, id)) ?? undefined);
}
