import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/eventually.ts';
import { connectRaw } from '../raw-client.ts';
import { openScriptedDoor, type ScriptedDoor } from '../scripted-door.ts';
import { opened } from './opened.ts';

describe('a client of a stream that takes nothing', () => {
  let door: ScriptedDoor;
  beforeAll(async () => {
    door = await openScriptedDoor({ streams: { heartbeatMs: 20, patienceMs: 1_000 } });
  });
  afterAll(() => door.stop());

  it.each(['text/event-stream', 'multipart/mixed;subscriptionSpec=1.0'])('as %s is cut off', async (accept) => {
    const raw = await connectRaw(door.port);
    const search = `query=${encodeURIComponent('subscription { a }')}`;
    const head = `GET /graphql?${search} HTTP/1.1\r\nhost: x\r\naccept: ${accept}\r\napollo-require-preflight: 1\r\n\r\n`;
    const scripted = await opened(door, () => raw.socket.write(head));
    raw.socket.pause();
    for (let count = 0; count < 300; count++) scripted.next({ a: 'x'.repeat(100_000) });
    await eventually(() => expect(scripted.isLeft()).toBe(true));
    expect(scripted.waiting()).toBeGreaterThan(100);
    raw.socket.destroy();
  });

  it('on a stream that is shared takes its operations along', async () => {
    const token = await (await fetch(`${door.url}/graphql`, { method: 'PUT' })).text();
    const raw = await connectRaw(door.port);
    raw.socket.write(`GET /graphql?token=${token} HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\n\r\n`);
    await raw.wait((text) => text.includes(':\n\n'));
    raw.socket.pause();
    const scripted = await opened(door, () =>
      fetch(`${door.url}/graphql?token=${token}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: 'subscription { a }', extensions: { operationId: '1' } }),
      }),
    );
    for (let count = 0; count < 300; count++) scripted.next({ a: 'x'.repeat(100_000) });
    await eventually(() => expect(scripted.isLeft()).toBe(true));
    expect(scripted.waiting()).toBeGreaterThan(100);
    raw.socket.destroy();
  });
});
