import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Attack, Outcome } from './attack.ts';
import type { MeasuredGateway } from './measured-gateway.ts';

const init = '{"type":"connection_init"}';
const subscribe = (payload: unknown, id = '1') => JSON.stringify({ type: 'subscribe', id, payload });
const patienceMs = 30_000;

/** Sends messages one after another, and tells with which code the connection is closed. */
function socket(name: string, expected: string, messages: (salt: string) => readonly (string | Buffer)[]): Attack {
  return { name, expected, send: (target, salt) => closedBy(target, messages(salt)) };
}

async function closedBy({ url }: MeasuredGateway, messages: readonly (string | Buffer)[]): Promise<Outcome> {
  const opened = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const closed = once(opened, 'close', { signal: AbortSignal.timeout(patienceMs) });
  await once(opened, 'open');
  for (const [index, message] of messages.entries()) {
    opened.send(message);
    const following = messages[index + 1];
    if (message === init && following !== undefined && following !== init) await once(opened, 'message');
  }
  const [code] = (await closed) as [number];
  return `closed ${code}`;
}

/** What a client of graphql-transport-ws can do that the protocol does not have. */
export const sockets: readonly Attack[] = [
  socket('a socket that says nothing', 'closed 4408', () => []),
  socket('a socket that asks before it is let in', 'closed 4401', () => [subscribe({ query: '{ me { id } }' })]),
  socket('two introductions', 'closed 4429', () => [init, init]),
  socket('one name for two operations', 'closed 4409', (salt) => [
    init,
    ...Array.from({ length: 2 }, () => subscribe({ query: `subscription { invoiceUpdated { id } } # ${salt}` })),
  ]),
  socket('a message that is not JSON', 'closed 4400', () => ['{']),
  socket('a message of brackets', 'closed 1009', () => ['['.repeat(10_000_000)]),
  socket('a giant message', 'closed 1009', () => [Buffer.alloc(20_000_000, 32)]),
  socket('a message of no type', 'closed 4400', () => ['{"type":"__proto__"}']),
];
