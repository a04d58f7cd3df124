import { once } from 'node:events';
import { connect } from 'node:http2';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { CombinedProtocolErrors } from '@apollo/client/errors';
import { Refusal } from '@fiscal/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/eventually.ts';
import { connectRaw } from '../raw-client.ts';
import { endOfToken, openScriptedDoor, type ScriptedDoor } from '../scripted-door.ts';
import { opened } from './opened.ts';

const accept =
  'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/graphql-response+json,application/json;q=0.9';
const part = (json: string) => `\r\ncontent-type: application/json\r\n\r\n${json}\r\n--graphql`;

describe('subscriptions in parts', () => {
  let door: ScriptedDoor;
  beforeAll(async () => {
    door = await openScriptedDoor({ http2: true, streams: { heartbeatMs: 100 } });
  });
  afterAll(() => door.stop());

  const post = (body: unknown, accepted = accept) =>
    fetch(`${door.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: accepted },
      body: JSON.stringify(body),
    });
  const request = (query: string, extra = '') => {
    const body = JSON.stringify({ query, extensions: { expiring: true } });
    return `POST /graphql HTTP/1.1\r\nhost: x\r\naccept: multipart/mixed;subscriptionSpec="1.0"\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n${extra}\r\n${body}`;
  };
  it('follow the framing, with signs of life, and end', async () => {
    const raw = await connectRaw(door.port);
    const scripted = await opened(door, () => raw.socket.write(request('subscription { a }')));
    const { text: head } = await raw.wait((text) => text.includes('--graphql'));
    expect(head).toMatch(/content-type: multipart\/mixed;boundary="graphql";subscriptionSpec=1\.0\r\n/i);
    expect(head).toMatch(/transfer-encoding: chunked/i);
    scripted.next({ a: 1 }, 'cursor-1');
    await raw.wait((text) => text.includes(part('{"payload":{"data":{"a":1},"extensions":{"cursor":"cursor-1"}}}')));
    await raw.wait((text) => text.includes(part('{}')));
    scripted.give({ kind: 'expiring', expiresAt: endOfToken });
    await raw.wait((text) =>
      text.includes(`{"payload":{"data":null,"extensions":{"expiring":{"expiresAt":${endOfToken}}}}}`),
    );
    scripted.end();
    // The last chunk, and the end of all chunks.
    await raw.wait((text) => text.endsWith('4\r\n--\r\n\r\n0\r\n\r\n'));
    raw.socket.destroy();
  });

  it('are refused as plain JSON, and answered as plain JSON what is no subscription', async () => {
    const invalid = await post({ query: 'invalid' });
    expect([invalid.status, invalid.headers.get('content-type')]).toEqual([
      400,
      'application/graphql-response+json; charset=utf-8',
    ]);
    const answered = await post({ query: '{ a }' });
    expect(await answered.json()).toEqual({ data: { asked: '{ a }' } });
    const only = await post({ query: '{ a }' }, 'multipart/mixed;subscriptionSpec=1.0');
    expect(await only.text()).toBe(`\r\n--graphql${part('{"payload":{"data":{"asked":"{ a }"}}}')}--\r\n`);
    expect((await post({ query: 'subscription { a }' }, 'multipart/mixed')).status).toBe(406);
  });

  describe('for Apollo Client 4', () => {
    const results: unknown[] = [];
    const follow = () => {
      const client = new ApolloClient({
        cache: new InMemoryCache(),
        link: new HttpLink({ uri: `${door.url}/graphql`, headers: { authorization: 'Bearer user-a' } }),
      });
      results.length = 0;
      return new Promise((resolve, reject) => {
        client
          .subscribe({ query: gql`subscription Changes { change { id } }` })
          .subscribe({ next: (each) => results.push(each), error: reject, complete: () => resolve('complete') });
      });
    };
    const change = { change: { __typename: 'Change', id: '1' } };

    it('give results and complete, and warn of nothing that was not asked for', async () => {
      let ended: Promise<unknown> = Promise.resolve();
      const scripted = await opened(door, () => {
        ended = follow();
      });
      scripted.give({ kind: 'expiring', expiresAt: endOfToken });
      scripted.next(change, 'cursor-1');
      await eventually(() => expect(results).toHaveLength(1));
      expect(results[0]).toMatchObject({ data: change, extensions: { cursor: 'cursor-1' } });
      scripted.end();
      expect(await ended).toBe('complete');
      expect(results).toHaveLength(1);
    });

    it('say why they end', async () => {
      let ended: Promise<unknown> = Promise.resolve();
      const scripted = await opened(door, () => {
        ended = follow();
      });
      scripted.next(change, 'cursor-1');
      scripted.end(new Refusal('unauthenticated', 'UNAUTHENTICATED', 'the access token has expired'));
      expect(await ended).toBe('complete');
      const { error } = results.at(-1) as { error: unknown };
      expect(CombinedProtocolErrors.is(error)).toBe(true);
      expect((error as CombinedProtocolErrors).errors[0]?.extensions).toEqual({
        code: 'UNAUTHENTICATED',
        cursor: 'cursor-1',
      });
    });
  });

  it('go by HTTP/2 too, and are left when the client resets them, even while it takes nothing', async () => {
    const session = connect(door.url);
    const body = JSON.stringify({ query: 'subscription { a }' });
    const headers = { ':path': '/graphql', ':method': 'POST', 'content-type': 'application/json', accept };
    const stream = session.request(headers);
    const answered = once(stream, 'response');
    const scripted = await opened(door, () => stream.end(body));
    const [head] = (await answered) as [Record<string, unknown>];
    expect(head['content-type']).toBe('multipart/mixed;boundary="graphql";subscriptionSpec=1.0');
    expect(head['transfer-encoding']).toBeUndefined();
    for (let count = 0; count < 100; count++) scripted.next({ a: 'x'.repeat(10_000) });
    await eventually(() => expect(scripted.waiting()).toBeLessThan(100));
    expect(scripted.waiting()).toBeGreaterThan(0);
    stream.destroy();
    await eventually(() => expect(scripted.isLeft()).toBe(true));
    session.destroy();
  });
});
