import type { Readable } from 'node:stream';
import { log, type Part } from '@fiscal/kit';
import { SMTPServer } from 'smtp-server';
import type { MessageStore } from './store.ts';

const maxMessageBytes = 10 * 1024 * 1024;
const maxRecipients = 100;
const stopMs = 2_000;

/** An SMTP server (RFC 5321) that takes mail for anybody and keeps it. No sign-in, no TLS: it listens on loopback only. */
export function smtpPart(store: MessageStore, host: string, port: number): Part {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: maxMessageBytes,
    maxClients: 100,
    closeTimeout: stopMs,
    onRcptTo: (_, session, done) =>
      done(session.envelope.rcptTo.length < maxRecipients ? null : new Error('too many recipients')),
    onData(stream, session, done) {
      const recipients = session.envelope.rcptTo.map(({ address }) => address);
      keep(store, stream, recipients).then(
        () => done(),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });
  server.on('error', (error) => log.warn({ err: error }, 'mail connection failed'));
  return {
    name: 'smtp',
    start: () =>
      new Promise((resolve, reject) => {
        server.server.once('error', reject);
        server.listen(port, host, () => resolve());
      }),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function keep(store: MessageStore, stream: Readable, recipients: readonly string[]): Promise<void> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    // The rest is read and dropped, so that the sender hears the answer.
    if (bytes <= maxMessageBytes) chunks.push(chunk);
  }
  if (bytes > maxMessageBytes) throw Object.assign(new Error('message too large'), { responseCode: 552 });
  await store.add(Buffer.concat(chunks), recipients);
}
