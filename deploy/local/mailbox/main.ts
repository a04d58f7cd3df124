import { healthRoutes, httpPart, routeHandler, run, stopSignal } from '@fiscal/kit';
import { readConfig } from './config.ts';
import { mailboxRoutes } from './pages.ts';
import { smtpPart } from './smtp-part.ts';
import { openMessageStore } from './store.ts';

const maxMessages = 1_000;

const { HOST: host, MAILBOX_SMTP_PORT, MAILBOX_PORT, MAILBOX_DIR } = readConfig(process.env);
const store = await openMessageStore(MAILBOX_DIR, maxMessages, () => new Date());
const smtp = smtpPart(store, host, MAILBOX_SMTP_PORT);
const handler = routeHandler({ ...mailboxRoutes(store), ...healthRoutes([smtp]) });

await run([smtp, httpPart({ name: 'http', host, port: MAILBOX_PORT, handler })], stopSignal());
