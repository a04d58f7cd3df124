import { Refusal } from '@fiscal/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventSource } from 'eventsource';
import { createClient } from 'graphql-sse';
import { eventually } from '../../../test/eventually.ts';
import { connectRaw, exchange } from '../raw-client.ts';
import { endOfToken, openScriptedDoor, type ScriptedDoor } from '../scripted-door.ts';
import { opened } from './opened.ts';

const query = 'subscription { a }';
const search = `query=${encodeURIComponent(query)}`;
const get = (extra = '', path = `/graphql?${search}`) =>
  `GET ${path} HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\n${extra}\r\n`;

describe('server-sent events', () => {
  let door: ScriptedDoor;
  beforeAll(async () => {
    door = await openScriptedDoor({ streams: { heartbeatMs: 100 } });
  });
  afterAll(() => door.stop());

  it('begin at once, carry cursors as ids, and tell a new one without an event', async () => {
    const { raw, scripted } = await raws();
    expect((await raw.wait((text) => text.includes(':\n\n'))).text).toMatch(/content-type: text\/event-stream/i);
    scripted.next({ a: 1 }, 'cursor-1');
    await raw.wait((text) => text.includes('id: cursor-1\nevent: next\ndata: {"data":{"a":1}'));
    scripted.advance('cursor-2');
    await raw.wait((text) => text.includes('id: cursor-2\n\n'));
    scripted.give({ kind: 'next', text: '{"data":\r\n\n{"a":2}}', retryAfterMs: 1_500 });
    scripted.end();
    const { text } = await raw.wait((all) => all.includes('event: complete\ndata:\n\n'));
    expect(text).toContain('retry: 1500\nevent: next\ndata: {"data":   {"a":2}}\n\n');
    expect(text).toMatch(/cache-control: no-cache, no-transform/i);
    expect(text).toMatch(/x-accel-buffering: no/i);
    raw.socket.destroy();
  });

  it('are never compressed', async () => {
    const { raw } = await raws('accept-encoding: gzip, br\r\n');
    expect((await raw.wait((text) => text.includes(':\n\n'))).text).toMatch(/content-encoding: none/i);
    raw.socket.destroy();
  });

  it('say why they end, and from where to go on', async () => {
    const { raw, scripted } = await raws();
    scripted.next({ a: 1 }, 'cursor-1');
    scripted.end(new Refusal('unauthenticated', 'UNAUTHENTICATED', 'the access token has expired'));
    const { text } = await raw.wait((all) => all.includes('event: complete'));
    expect(text).toContain('"extensions":{"code":"UNAUTHENTICATED","cursor":"cursor-1"}');
    raw.socket.destroy();
  });

  const raws = async (headers = '', path?: string) => {
    const raw = await connectRaw(door.port);
    const scripted = await opened(door, () => raw.socket.write(get(headers, path)));
    return { raw, scripted };
  };

  it.each([
    ['the header', 'last-event-id: cursor-7\r\n', ''],
    ['the search', '', '&lastEventId=cursor-7'],
    ['the header before the search', 'last-event-id: cursor-7\r\n', '&lastEventId=cursor-1'],
  ])('go on after the id in %s', async (_, headers, extra) => {
    const { raw } = await raws(headers, `/graphql?${search}${extra}`);
    expect(door.asked.at(-1)?.resumeFrom).toBe('cursor-7');
    raw.socket.destroy();
  });

  it('serve an EventSource, which goes on where it was when the connection is lost', async () => {
    const source = new EventSource(`${door.url}/graphql?${search}`);
    const heard: unknown[] = [];
    source.addEventListener('next', ({ data, lastEventId }) => heard.push([JSON.parse(data).data, lastEventId]));
    source.addEventListener('expiring', ({ data }) => heard.push(JSON.parse(data)));
    const first = await opened(door, () => undefined);
    first.give({ kind: 'expiring', expiresAt: endOfToken });
    first.next({ a: 1 }, 'cursor-1');
    await eventually(() => expect(heard).toEqual([{ expiresAt: endOfToken }, [{ a: 1 }, 'cursor-1']]));
    const second = await opened(door, () => {
      first.give({ kind: 'next', text: '{"data":null}', cursor: 'cursor-2', retryAfterMs: 10 });
      first.end();
    });
    expect(door.asked.at(-1)?.resumeFrom).toBe('cursor-2');
    source.close();
    await eventually(() => expect(second.isLeft()).toBe(true));
  });

  it('serve their official client, which hears of the end of its token only if it asks for that', async () => {
    const client = createClient({ url: `${door.url}/graphql`, headers: { authorization: 'Bearer user-a' } });
    for (const expiring of [true, false]) {
      const heard: unknown[] = [];
      const ended = new Promise((resolve) => {
        const sink = { next: (each: unknown) => heard.push(each), error: resolve, complete: () => resolve('complete') };
        client.subscribe({ query, extensions: { expiring } }, sink);
      });
      const scripted = await opened(door, () => undefined);
      scripted.give({ kind: 'expiring', expiresAt: endOfToken });
      scripted.next({ a: 1 }, 'cursor-1');
      scripted.advance('cursor-2');
      await eventually(() => expect(heard.at(-1)).toMatchObject({ data: { a: 1 } }));
      scripted.end();
      expect(await ended).toBe('complete');
      const warning = { data: null, extensions: { expiring: { expiresAt: endOfToken } } };
      expect(heard.slice(0, -1)).toEqual(expiring ? [warning] : []);
    }
    client.dispose();
  });

  describe('with a ticket', () => {
    const ticketFor = async (asked: unknown, token = 'Bearer user-a') => {
      const response = await fetch(`${door.url}/graphql/tickets`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: token },
        body: JSON.stringify(asked),
      });
      return { status: response.status, body: (await response.json()) as { ticket: string; expiresAt: number } };
    };

    it('are given to whom the ticket was, for its operation only', async () => {
      const { status, body } = await ticketFor({ query });
      expect([status, body.expiresAt]).toEqual([201, endOfToken]);
      const { raw } = await raws('', `/graphql?${search}&ticket=${body.ticket}`);
      expect(door.asked.at(-1)).toMatchObject({ query, authorization: 'Bearer user-a' });
      raw.socket.destroy();
      const elsewhere = `/graphql?query=${encodeURIComponent('subscription { b }')}&ticket=${body.ticket}`;
      for (const path of [
        elsewhere,
        `/graphql?${search}&ticket=${body.ticket.slice(0, -2)}`,
        `/graphql?${search}&ticket=x`,
      ]) {
        expect((await exchange(door.port, get('', path), (text) => text.includes('"errors"'))).status).toBe(401);
      }
    });

    it('are for those who signed in', async () => {
      expect((await ticketFor({ query }, '')).status).toBe(401);
      expect((await ticketFor({ query }, 'bad')).status).toBe(401);
      expect((await ticketFor({}, 'Bearer user-a')).status).toBe(400);
    });
  });

  describe('with another token', () => {
    const refresh = (id: string, authorization: string, method = 'POST') =>
      fetch(`${door.url}/graphql/streams/${id}/token`, { method, headers: { authorization } });

    it('go on for the same user, and nobody else', async () => {
      const { raw, scripted } = await raws('authorization: Bearer user-a\r\n');
      const { text } = await raw.wait((all) => all.includes('\r\n\r\n'));
      expect(text).toMatch(new RegExp(`x-token-expires-at: ${endOfToken}`, 'i'));
      const id = /x-stream-id: (\S+)/i.exec(text)?.[1] ?? '';
      const taken = await refresh(id, 'Bearer user-a~5');
      expect([taken.status, await taken.json()]).toEqual([200, { expiresAt: endOfToken + 5 }]);
      expect(scripted.refreshedBy()).toHaveLength(1);
      expect((await refresh(id, 'Bearer user-b')).status).toBe(403);
      expect((await refresh(id, 'bad')).status).toBe(401);
      expect((await refresh(id, '')).status).toBe(401);
      expect((await refresh(id, 'Bearer user-a', 'GET')).status).toBe(405);
      raw.socket.destroy();
      await eventually(async () => expect((await refresh(id, 'Bearer user-a')).status).toBe(404));
      await eventually(() => expect(scripted.isLeft()).toBe(true));
    });
  });
});
