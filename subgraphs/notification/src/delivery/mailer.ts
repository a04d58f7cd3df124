import type { Part } from '@fiscal/kit';
import { withDeadline } from '@fiscal/kit/resilience';
import nodemailer from 'nodemailer';
import type { Mail } from '../domain/delivery.ts';

/** Sends a mail. The id makes the Message-ID, so that a mail sent twice can be known as one. */
export type SendMail = (id: string, to: string, mail: Mail) => Promise<void>;

/** For each step of SMTP: a server that stays silent longer is given up. */
const timeoutMs = 10_000;
/** For all of it, waiting for a connection too; shorter than a delivery's lease, or another sender would begin meanwhile. */
const sendMs = 45_000;

/** Sends through an SMTP server (`smtp://` or `smtps://`), from the given address, over a few kept connections. */
export function createMailer(url: string, from: string): { readonly sendMail: SendMail; readonly part: Part } {
  const transport = nodemailer.createTransport({
    url,
    pool: true,
    maxConnections: 4,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });
  const domain = from.split('@').at(-1)?.replace('>', '') ?? 'localhost';
  return {
    async sendMail(id, to, { subject, text }) {
      const mail = { from, to, subject, text, messageId: `<${id}@${domain}>` };
      await withDeadline(sendMs, () => transport.sendMail(mail));
    },
    part: { name: 'mailer', start: async () => undefined, stop: async () => transport.close() },
  };
}
