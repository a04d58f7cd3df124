import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { type House, startHouse } from './house.ts';
import { person } from './issuer.ts';

type Operation = { readonly responses: Record<string, Response3 | { $ref: string }> };
type Response3 = { readonly content: Record<string, { schema: object }> };
type Document = {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly responses: Record<string, Response3> };
};

describe('REST', () => {
  let house: House;
  let token: string;
  let document: Document;
  const ajv = new Ajv2020({ strict: false, validateFormats: false });

  beforeAll(async () => {
    house = await startHouse({ RATE_LIMIT_FREE: '1', MAX_BODY_BYTES: '100000' });
    token = await house.issuer.token();
    document = (await (await fetch(`${house.url}/api/v1/openapi.json`)).json()) as Document;
    ajv.addSchema(document, 'openapi.json');
  });
  afterAll(() => house.stop());

  /** Sends a request, and holds the answer to what the OpenAPI document says of this route and status. */
  const call = async (route: string, path: string, init: RequestInit = {}) => {
    const method = init.method ?? 'GET';
    const headers = { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) };
    const response = await fetch(`${house.url}${path}`, { ...init, headers });
    const body = (await response.json()) as Record<string, unknown>;
    const type = response.headers.get('content-type')?.split(';')[0] ?? '';
    const promised = document.paths[route]?.[method.toLowerCase()]?.responses[response.status];
    const { content } = resolve(promised);
    expect([route, response.status, Object.keys(content)]).toEqual([route, response.status, [type]]);
    const check = ajv.compile(absolute(content[type]?.schema));
    check(body);
    expect(check.errors).toBeNull();
    return { status: response.status, headers: response.headers, body };
  };
  const resolve = (promised: Response3 | { $ref: string } | undefined): Response3 => {
    if (!promised) throw new Error('the document does not know this status');
    if (!('$ref' in promised)) return promised;
    const found = document.components.responses[promised.$ref.split('/').at(-1) ?? ''];
    if (!found) throw new Error(`the document lacks ${promised.$ref}`);
    return found;
  };
  const absolute = (schema: object | undefined) =>
    JSON.parse(JSON.stringify(schema ?? false).replaceAll('"#/', '"openapi.json#/')) as object;

  const send = (body: string, headers: Record<string, string> = {}) =>
    call('/api/v1/invoices', '/api/v1/invoices', { method: 'POST', body, headers });
  const xml = { 'content-type': 'application/xml' };
  const json = { 'content-type': 'application/json' };

  it('is described to those who read only', async () => {
    const url = `${house.url}/api/v1/openapi.json`;
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
    const response = await fetch(url, { method: 'DELETE' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect(await response.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
  });

  it('is described by an OpenAPI 3.1 document', () => {
    expect(document.openapi).toMatch(/^3\.1/);
    expect(Object.keys(document.paths)).toEqual([
      '/api/v1/invoices',
      '/api/v1/invoices/{id}',
      '/api/v1/reports/daily',
      '/api/v1/openapi.json',
    ]);
  });

  it('takes a document as XML, and gives it back', async () => {
    const made = await send('<cfdi/>', { ...xml, 'idempotency-key': '"first"' });
    expect([made.status, made.headers.get('location')]).toEqual([201, '/api/v1/invoices/first']);
    expect(made.headers.get('x-correlation-id')).toMatch(/\S/);
    expect(made.headers.get('ratelimit')).toMatch(/\S/);
    const read = await call('/api/v1/invoices/{id}', '/api/v1/invoices/first');
    expect(read.body).toEqual(made.body);
  });

  it('takes a document as JSON, once for each idempotency key', async () => {
    const body = JSON.stringify({ content: Buffer.from('<cfdi/>').toString('base64') });
    expect((await send(body, { ...json, 'idempotency-key': 'again' })).status).toBe(201);
    expect((await send(body, { ...json, 'idempotency-key': 'again' })).status).toBe(200);
  });

  it('reports on a day', async () => {
    const { body } = await call('/api/v1/reports/daily', '/api/v1/reports/daily?date=2026-01-31');
    expect(body).toMatchObject({ date: '2026-01-31', received: 2, archived: 1 });
  });

  it.each([
    ['no JSON', '{', json, 400, 'BAD_REQUEST'],
    ['a field of another name', '{"contents":"x"}', json, 400, 'BAD_REQUEST'],
    ['another content type', 'x', { 'content-type': 'text/plain' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a document that is refused', '<!DOCTYPE x><x/>', xml, 422, 'XML_DOCTYPE'],
    ['a large body', 'x'.repeat(100_001), xml, 413, 'PAYLOAD_TOO_LARGE'],
    [
      'a key used before',
      '{"checksum":"other"}',
      { ...json, 'idempotency-key': 'first' },
      409,
      'IDEMPOTENCY_KEY_REUSED',
    ],
  ])('refuses %s as a problem', async (_, text, headers, status, code) => {
    const { body } = await send(text, headers as Record<string, string>);
    expect(body).toMatchObject({ status, code, type: 'about:blank', correlationId: expect.any(String) });
  });

  it('refuses those who may not', async () => {
    const asViewer = { ...xml, authorization: `Bearer ${await house.issuer.token({ roles: ['viewer'] })}` };
    expect((await send('<cfdi/>', asViewer)).body).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect((await send('<cfdi/>', { ...xml, authorization: '' })).body).toMatchObject({ status: 401 });
    const bad = await send('<cfdi/>', { ...xml, authorization: 'Bearer garbage' });
    expect(bad.body).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    expect(bad.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('does not know an invoice of another tenant', async () => {
    const authorization = `Bearer ${await house.issuer.token(person('user-b', 'tenant-b'))}`;
    const { body } = await call('/api/v1/invoices/{id}', '/api/v1/invoices/first', { headers: { authorization } });
    expect(body).toMatchObject({ status: 404, code: 'INVOICE_NOT_FOUND' });
  });

  it('refuses a day that is none', async () => {
    for (const query of ['', '?date=yesterday']) {
      const { body } = await call('/api/v1/reports/daily', `/api/v1/reports/daily${query}`);
      expect(body).toMatchObject({ status: 400, code: 'INVALID_INPUT' });
    }
  });

  it('keeps to the rate limit', async () => {
    const authorization = `Bearer ${await house.issuer.token(person('user-f', 'tenant-f', 'free'))}`;
    await call('/api/v1/reports/daily', '/api/v1/reports/daily?date=2026-01-31', { headers: { authorization } });
    const { body, headers } = await call('/api/v1/reports/daily', '/api/v1/reports/daily?date=2026-01-31', {
      headers: { authorization },
    });
    expect(body).toMatchObject({ status: 429, code: 'RATE_LIMITED' });
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('says when a part of the house is down', async () => {
    await house.subgraphs.analytics?.stop();
    const { body } = await call('/api/v1/reports/daily', '/api/v1/reports/daily?date=2026-01-31');
    expect(body).toMatchObject({ status: 503, code: 'SUBGRAPH_UNAVAILABLE' });
    expect(JSON.stringify(body)).not.toMatch(/analytics|127\.0\.0\.1/);
  });

  it('names the methods of a route when another is tried', async () => {
    const response = await fetch(`${house.url}/api/v1/invoices`, { method: 'DELETE' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });
});
