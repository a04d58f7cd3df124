import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient } from 'graphql-sse';
import { eventually } from '../../../test/eventually.ts';
import { exchange } from '../raw-client.ts';
import { endOfToken, openScriptedDoor, type ScriptedDoor } from '../scripted-door.ts';
import { opened } from './opened.ts';

const query = 'subscription { a }';
const signedIn = { authorization: 'Bearer user-a' };

describe('an event stream that operations share', () => {
  let door: ScriptedDoor;
  beforeAll(async () => {
    door = await openScriptedDoor({ streams: { heartbeatMs: 100, maxOperations: 3 } });
  });
  afterAll(() => door.stop());

  const reserve = async (headers: Record<string, string> = signedIn) => {
    const response = await fetch(`${door.url}/graphql`, { method: 'PUT', headers });
    return { status: response.status, token: await response.text(), headers: response.headers };
  };
  const ask = (token: string, body: unknown, headers: Record<string, string> = signedIn) =>
    fetch(`${door.url}/graphql`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'x-graphql-event-stream-token': token },
      body: JSON.stringify(body),
    });
  const subscribe = (token: string, operationId: unknown, asked = query) =>
    ask(token, { query: asked, extensions: { operationId } });
  const connect = (token: string, headers: Record<string, string> = {}) =>
    fetch(`${door.url}/graphql?token=${token}`, { headers: { accept: 'text/event-stream', ...headers } });
  const codeOf = async (response: Response) =>
    ((await response.json()) as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions.code;

  it('carries results of all of them, each under its name, for the official client', async () => {
    const client = createClient({ url: `${door.url}/graphql`, singleConnection: true, headers: { ...signedIn } });
    const one = client.iterate({ query: 'subscription { one }' });
    const first = one.next();
    const a = await opened(door, () => undefined);
    const two = client.iterate({ query: 'subscription { two }' });
    const second = two.next();
    const b = await opened(door, () => undefined);
    b.next({ b: 1 }, 'cursor-b');
    a.next({ a: 1 }, 'cursor-a');
    expect((await first).value).toEqual({ data: { a: 1 }, extensions: { cursor: 'cursor-a' } });
    expect((await second).value).toEqual({ data: { b: 1 }, extensions: { cursor: 'cursor-b' } });
    const answered = client.iterate({ query: '{ a }' });
    expect((await answered.next()).value).toEqual({ data: { asked: '{ a }' } });
    expect((await answered.next()).done).toBe(true);
    await one.return?.();
    await eventually(() => expect(a.isLeft()).toBe(true));
    expect(b.isLeft()).toBe(false);
    b.end();
    expect((await two.next()).done).toBe(true);
    client.dispose();
  });

  it('holds what is given before it is connected', async () => {
    const { token } = await reserve();
    expect((await ask(token, { query: '{ early }', extensions: { operationId: 'q' } })).status).toBe(202);
    const { text } = await exchange(
      door.port,
      `GET /graphql?token=${token} HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\n\r\n`,
      (all) => all.includes('event: complete'),
    );
    expect(text).toContain('event: next\ndata: {"id":"q","payload":{"data":{"asked":"{ early }"}}}\n\n');
    expect(text).toContain('event: complete\ndata: {"id":"q"}\n\n');
  });

  it('is for one connection, and for whom it was reserved', async () => {
    const { token, headers } = await reserve();
    expect(headers.get('content-type')).toMatch(/^text\/plain/);
    expect(headers.get('x-token-expires-at')).toBe(String(endOfToken));
    expect((await connect(token, { authorization: 'Bearer user-b' })).status).toBe(404);
    const stream = await connect(token);
    expect(stream.status).toBe(200);
    expect(await codeOf(await connect(token))).toBe('STREAM_ALREADY_OPEN');
    expect(
      (await ask(token, { query, extensions: { operationId: '1' } }, { authorization: 'Bearer user-b' })).status,
    ).toBe(404);
    await stream.body?.cancel();
    await eventually(async () => expect((await connect(token)).status).toBe(404));
  });

  it('says what is wrong with an operation by the answer to it', async () => {
    const before = door.streams.length;
    const { token } = await reserve();
    const stream = await connect(token);
    expect([(await subscribe(token, undefined)).status, (await subscribe(token, '')).status]).toEqual([400, 400]);
    expect((await subscribe('none', '1')).status).toBe(404);
    expect((await subscribe(token, '1', 'invalid')).status).toBe(400);
    expect((await subscribe(token, '1')).status).toBe(202);
    const again = await subscribe(token, '1');
    expect([again.status, await codeOf(again)]).toEqual([409, 'OPERATION_EXISTS']);
    expect([(await subscribe(token, 2)).status, (await subscribe(token, '3')).status]).toEqual([202, 202]);
    expect((await subscribe(token, '4')).status).toBe(429);
    const stop = (search: string) =>
      fetch(`${door.url}/graphql?token=${token}${search}`, { method: 'DELETE', headers: signedIn });
    expect([(await stop('&operationId=2')).status, (await stop('')).status]).toEqual([200, 400]);
    expect((await subscribe(token, '4')).status).toBe(202);
    await stream.body?.cancel();
    await eventually(() => expect(door.streams.slice(before).every((each) => each.isLeft())).toBe(true));
  });

  it('has all of its operations go on with another token', async () => {
    const { token, headers } = await reserve();
    const a = await opened(door, () => subscribe(token, 'a'));
    const response = await fetch(`${door.url}/graphql/streams/${headers.get('x-stream-id')}/token`, {
      method: 'POST',
      headers: { authorization: 'Bearer user-a~8' },
    });
    expect([response.status, await response.json()]).toEqual([200, { expiresAt: endOfToken + 8 }]);
    expect(a.refreshedBy()).toHaveLength(1);
  });

  it('is not for bad tokens, and not without end', async () => {
    expect((await reserve({ authorization: 'bad' })).status).toBe(401);
    const statuses = new Set<number>();
    for (let count = 0; count < 51; count++) statuses.add((await reserve({ authorization: 'Bearer user-c' })).status);
    expect([...statuses]).toEqual([201, 429]);
    expect((await reserve()).status).toBe(201);
  });
});
