import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../test/eventually.ts';
import { type Body, type House, startHouse } from './house.ts';

describe('clients that mean harm', () => {
  let house: House;
  let token: string;
  beforeAll(async () => {
    house = await startHouse();
    token = await house.issuer.token();
  });
  afterAll(() => house.stop());
  beforeEach(() => {
    house.ledger.seen.length = 0;
  });

  /** Sends bytes over a connection of its own; `reset` drops it without waiting for what comes back. */
  const send = async (text: string, reset = false): Promise<string> => {
    const socket = connect(Number(new URL(house.url).port), '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      answer += chunk;
    });
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    const closed = once(socket, 'close');
    await new Promise((resolve) => socket.write(text, resolve));
    if (reset) socket.resetAndDestroy();
    await closed;
    return answer;
  };
  const upgrade = (path: string) => `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n`;
  const errorsOf = async (query: string, variables?: unknown) =>
    ((await house.ask(query, { token, variables })).body.errors ?? []).map(({ extensions }) => extensions.code);

  it.each(['/elsewhere', '/graphql'])(
    'do not end the process by hanging up in the middle of an upgrade of %s',
    async (path) => {
      for (let index = 0; index < 20; index++) await send(`${upgrade(path)}\r\n${'x'.repeat(100_000)}`, true);
      await eventually(async () => expect((await fetch(`${house.url}/health/live`)).status).toBe(200));
    },
  );

  it.each(['//', '//[', 'http://[unfit/api/v1/invoices', '/api/v1/invoices/%zz', '/graphiql/%zz'])(
    'hear that there is nothing at %s',
    async (path) => {
      const answer = await send(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 404 /);
      const body = JSON.parse(answer.split('\r\n\r\n')[1] ?? '') as Body;
      expect(body.errors?.[0]?.extensions).toEqual({ code: 'NOT_FOUND' });
    },
  );

  it('are refused variables that nest without end, used or not', async () => {
    const date = 'query ($date: Date!) { dailyReport(date: $date) { received } }';
    const post = (query: string, name: string) =>
      fetch(`${house.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: `{"query":${JSON.stringify(query)},"variables":{"${name}":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
      });
    for (const [query, name] of [
      [date, 'date'],
      ['{ __typename }', 'unused'],
    ] as const) {
      const { errors, data } = (await (await post(query, name)).json()) as Body;
      expect([data, errors?.map(({ extensions }) => extensions.code)]).toEqual([undefined, ['INVALID_INPUT']]);
    }
    expect(house.ledger.seen).toEqual([]);
  });

  it.each(['{ a: 1 }', '["2026-05-04"]', '1'])('are told that %s is no day', async (day) => {
    const { body } = await house.ask(`{ dailyReport(date: ${day}) { received } }`, { token });
    expect(body.errors?.map(({ extensions }) => extensions.code)).toEqual(['INVALID_INPUT']);
    const variables = { day: JSON.parse(day.replace('a:', '"a":')) as unknown };
    const query = 'query ($day: Date!) { dailyReport(date: $day) { received } }';
    expect(await errorsOf(query, variables)).toEqual(['INVALID_INPUT']);
  });

  it.each([
    ['aliases', `mutation { ${Array.from({ length: 11 }, (_, n) => `a${n}: logout`).join(' ')} }`],
    [
      'fragments',
      `mutation { ...A ...B } fragment A on Mutation { ${Array.from({ length: 6 }, (_, n) => `a${n}: logout`).join(' ')} }
       fragment B on Mutation { ... { ${Array.from({ length: 6 }, (_, n) => `b${n}: logout`).join(' ')} } }`,
    ],
  ])('cannot multiply what one request may change by %s', async (_, mutation) => {
    expect(await errorsOf(mutation)).toEqual(['TOO_MANY_FIELDS']);
    expect(house.ledger.seen).toEqual([]);
  });

  it.each([
    'subscription { notificationReceived @skip(if: true) { id } }',
    'subscription ($on: Boolean!) { notificationReceived @include(if: $on) { id } }',
    'subscription { ... on Subscription @skip(if: true) { notificationReceived { id } } }',
    'subscription { ...F } fragment F on Subscription { ...F notificationReceived @include(if: false) { id } }',
    'subscription { __typename }',
  ])('cannot subscribe to nothing: %s', async (query) => {
    const codes = await errorsOf(query, { on: true });
    expect([...new Set(codes)]).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });
});
