import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Body, type House, startHouse } from './house.ts';

describe('GraphQL over HTTP', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse({ MAX_BODY_BYTES: '1000000', READ_TIMEOUT_MS: '2000', MAX_QUERY_DEPTH: '5' });
  });
  afterAll(() => house.stop());

  const get = (parameters: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${house.url}/graphql?${new URLSearchParams(parameters)}`, { headers });
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${house.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const codeOf = async (response: Response) => ((await response.json()) as Body).errors?.[0]?.extensions.code;

  it('gives the type made for GraphQL to those who ask for it, with statuses that tell', async () => {
    const headers = { accept: 'application/graphql-response+json' };
    const good = await post({ query: '{ __typename }' }, headers);
    expect([good.status, good.headers.get('content-type')]).toEqual([
      200,
      'application/graphql-response+json; charset=utf-8',
    ]);
    expect((await post({ query: '{ nope }' }, headers)).status).toBe(400);
    expect((await post({ query: '{ nope }' })).status).toBe(200);
  });

  it.each([
    ['a syntax error', { query: '{ me' }, 'GRAPHQL_PARSE_FAILED'],
    ['a field that is not there', { query: '{ nope }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['an operation name that fits none', { query: 'query A { __typename }', operationName: 'B' }, 'BAD_REQUEST'],
    [
      'a variable of another type',
      { query: 'query($id: ID!) { invoice(id: $id) { id } }', variables: { id: {} } },
      'INVALID_INPUT',
    ],
    [
      'too much nesting',
      { query: '{ me { organization { users { organization { users { organization { id } } } } } } }' },
      'QUERY_TOO_DEEP',
    ],
    ['too many words', { query: `{ ${'__typename '.repeat(6_000)} }` }, 'GRAPHQL_PARSE_FAILED'],
  ])('refuses %s with a stable code', async (_, body, code) => {
    const response = await post(body);
    const answer = (await response.json()) as Body;
    expect(answer.errors?.[0]?.extensions.code).toBe(code);
    expect(answer).not.toHaveProperty('data');
    expect(JSON.stringify(answer)).not.toMatch(/stack|node_modules/);
  });

  it.each([
    ['no JSON', '{', {}, 400, 'BAD_REQUEST'],
    ['a batch', [{ query: '{ __typename }' }], {}, 400, 'BATCHING_OFF'],
    ['no query', {}, {}, 400, 'BAD_REQUEST'],
    [
      'another content type',
      'query={ __typename }',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'text that a page may send unasked',
      '{"query":"{ __typename }"}',
      { 'content-type': 'text/plain' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'another charset',
      '{"query":"{ __typename }"}',
      { 'content-type': 'application/json; charset=utf-16' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['an unknown coding', '', { 'content-encoding': 'compress' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['what is not as it is coded', '{}', { 'content-encoding': 'gzip' }, 400, 'BAD_REQUEST'],
    ['a type that cannot be given', { query: '{ __typename }' }, { accept: 'text/html' }, 406, 'NOT_ACCEPTABLE'],
    [
      'a subscription without a stream',
      { query: 'subscription { notificationReceived { id } }' },
      {},
      406,
      'SUBSCRIPTION_NEEDS_STREAM',
    ],
  ])('turns away %s', async (_, body, headers, status, code) => {
    const response = await post(body, headers as Record<string, string>);
    expect([response.status, await codeOf(response)]).toEqual([status, code]);
  });

  it('takes a query by GET, but only one that a foreign page cannot send unasked', async () => {
    expect(await codeOf(await get({ query: '{ __typename }' }))).toBe('CSRF_BLOCKED');
    const response = await get({ query: '{ __typename }' }, { 'apollo-require-preflight': '1' });
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });

  it.each([
    ['by a type of text that a page may send', { 'content-type': 'text/plain;charset=application/json' }],
    ['by a list of types', { 'content-type': 'text/plain, application/json' }],
    ['by a type that goes on', { 'content-type': 'application/json-patch+json' }],
    ['by a parameter that is none', { 'content-type': 'application/json; charset' }],
    ['as a form with files', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['without a type, with the header of a preflight', { 'content-type': '', 'apollo-require-preflight': '1' }],
  ])('takes no body that is declared %s', async (_, headers) => {
    const response = await post({ query: '{ __typename }' }, headers);
    expect([response.status, await codeOf(response)]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  it.each([['application/json;charset=UTF-8'], ['Application/JSON; charset="utf-8"']])(
    'takes JSON however its type is written: %s',
    async (type) => {
      expect((await post({ query: '{ __typename }' }, { 'content-type': type })).status).toBe(200);
    },
  );

  it.each([
    ['query', 'query={__typename}&query={me{id}}'],
    ['operationName', 'query={__typename}&operationName=A&operationName=B'],
    ['variables', 'query={__typename}&variables={}&variables={}'],
  ])('reads no GET that gives %s twice, since those in front may have looked at the other', async (_, search) => {
    const headers = { 'apollo-require-preflight': '1' };
    const response = await fetch(`${house.url}/graphql?${search}`, { headers });
    expect([response.status, await codeOf(response)]).toEqual([400, 'BAD_REQUEST']);
  });

  it.each([
    ['null', 'the request: Invalid input: expected object, received null'],
    ['"{ me }"', 'the request: Invalid input: expected object, received string'],
    ['{"query":null}', 'query: Invalid input: expected string, received null'],
    ['{"query":"{ me }","variables":[]}', 'variables: Invalid input: expected record, received array'],
    ['{"query":"{ me }","operationName":{}}', 'operationName: Invalid input: expected string, received object'],
    ['{"query":"{ me }","extensions":1}', 'extensions: Invalid input: expected record, received number'],
  ])('says what is wrong with %s', async (body, message) => {
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(((await response.json()) as Body).errors?.[0]?.message).toContain(message);
  });

  it('never changes anything by GET', async () => {
    const response = await get({ query: 'mutation { logout }' }, { 'x-apollo-operation-name': 'x' });
    expect([response.status, await codeOf(response)]).toEqual([405, 'METHOD_NOT_ALLOWED']);
    expect(house.ledger.seen).toEqual([]);
  });

  it('lets the client of a 30 MB body read why it is refused, length announced or not', async () => {
    for (const announced of [true, false]) {
      const { status, text } = await upload(`${house.url}/graphql`, 30_000_000, announced);
      expect([status, (JSON.parse(text) as Body).errors?.[0]?.extensions.code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    }
  });

  it('tells who sends a body too slowly', async () => {
    const { status, text } = await upload(`${house.url}/graphql`, 10, false, 'never ends');
    expect([status, (JSON.parse(text) as Body).errors?.[0]?.extensions.code]).toEqual([408, 'REQUEST_TIMEOUT']);
  });

  it('echoes a fit correlation id and replaces an unfit one', async () => {
    const fit = await post({ query: '{ __typename }' }, { 'x-correlation-id': 'abc-1' });
    expect(fit.headers.get('x-correlation-id')).toBe('abc-1');
    const unfit = await post({ query: '{ __typename }' }, { 'x-correlation-id': 'a b;c' });
    expect(unfit.headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('serves introspection, whose depth does not count', async () => {
    const response = await post({
      query: '{ __schema { types { fields { type { ofType { ofType { ofType { name } } } } } } } }',
    });
    expect(((await response.json()) as Body).errors).toBeUndefined();
  });

  it('says that it is live and ready', async () => {
    expect((await fetch(`${house.url}/health/live`)).status).toBe(200);
    expect((await fetch(`${house.url}/health/ready`)).status).toBe(200);
    expect((await fetch(`${house.url}/health/ready`, { method: 'HEAD' })).status).toBe(200);
  });
});

/** Sends a body in pieces; `never ends` leaves it open. */
function upload(
  url: string,
  bytes: number,
  announced: boolean,
  end?: 'never ends',
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', ...(announced ? { 'content-length': bytes } : {}) };
    const request = httpRequest(url, { method: 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => {
        request.destroy();
        resolve({ status: response.statusCode ?? 0, text });
      });
    });
    request.on('error', reject);
    const piece = Buffer.alloc(Math.min(bytes, 64 * 1024), 32);
    const pump = (left: number) => {
      if (left > 0) request.write(piece.subarray(0, Math.min(left, piece.length)), () => pump(left - piece.length));
      else if (!end) request.end();
    };
    pump(bytes);
  });
}
