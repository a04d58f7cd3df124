import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { httpPart, routeHandler } from '@fiscal/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { mailboxRoutes } from '../mailbox/pages.ts';
import { smtpPart } from '../mailbox/smtp-part.ts';
import { type MessageStore, openMessageStore } from '../mailbox/store.ts';
import { freePorts } from '../ports.ts';

const host = '127.0.0.1';
const kept = 3;
let folder: string;
let store: MessageStore;
let stop: () => Promise<void>;
let url: string;
let send: (to: string, subject: string, text: string) => Promise<unknown>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailbox-'));
  const [port = 0] = await freePorts(1);
  store = await openMessageStore(folder, kept, () => new Date());
  const smtp = smtpPart(store, host, port);
  const http = httpPart({ name: 'http', host, port: 0, handler: routeHandler(mailboxRoutes(store)) });
  await smtp.start();
  await http.start();
  url = http.url();
  const transport = createTransport({ host, port, secure: false });
  send = (to, subject, text) => transport.sendMail({ from: 'house@fiscal.example', to, subject, text });
  stop = async () => {
    transport.close();
    await http.stop();
    await smtp.stop();
  };
});

afterAll(async () => {
  await stop();
  await rm(folder, { recursive: true, force: true });
});

async function list(to?: string): Promise<{ subject: string; text: string }[]> {
  const response = await fetch(`${url}/messages${to ? `?to=${encodeURIComponent(to)}` : ''}`);
  return ((await response.json()) as { messages: { subject: string; text: string }[] }).messages;
}

describe('the mailbox', () => {
  it('keeps what is sent, newest first, and finds it by recipient', async () => {
    await send('first@norte.example', 'Año nuevo', '¡Felicidades!');
    await send('second@norte.example', 'Second', 'two');
    expect((await list()).map(({ subject }) => subject)).toEqual(['Second', 'Año nuevo']);
    expect(await list('first@norte.example')).toMatchObject([
      { subject: 'Año nuevo', text: expect.stringContaining('¡Felicidades!') },
    ]);
  });

  it('shows messages as text, whatever they contain', async () => {
    await send('first@norte.example', '<script>alert(1)</script>', '<b>bold</b>');
    const page = await (await fetch(url)).text();
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(page).not.toMatch(/<script|<b>/);
  });

  it('keeps the newest ones only, and finds them again after a restart', async () => {
    await send('first@norte.example', 'Fourth', 'four');
    await send('first@norte.example', 'Fifth', 'five');
    const again = await openMessageStore(folder, kept, () => new Date());
    const subjects = ['Fifth', 'Fourth', '<script>alert(1)</script>'];
    expect(again.list().map(({ subject }) => subject)).toEqual(subjects);
    expect(await readdir(folder)).toHaveLength(kept);
  });
});
