import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { blobName } from '../src/blobs/index.ts';
import { maxDocumentBytes } from '../src/domain/content.ts';
import { bucketOf, bucketOfId } from '../src/domain/invoice-id.ts';
import { codeOf, send } from './ask.ts';
import { buildDocument, issuerRfc, sha256 } from './document.ts';
import { type Service, startService, user } from './service.ts';
import { nothing, stored } from './stored.ts';

let service: Service;
let site: Server;
let siteUrl: string;
const served = new Map<string, string>();

beforeAll(async () => {
  site = createServer(({ url = '' }, response) => {
    const document = served.get(url);
    response.writeHead(document === undefined ? 404 : 200).end(document);
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const host = `localhost:${(site.address() as AddressInfo).port}`;
  siteUrl = `http://${host}`;
  service = await startService([host]);
}, 60_000);

afterAll(async () => {
  site.closeAllConnections();
  await new Promise((resolve) => site.close(resolve));
  await service.stop();
});

describe('createInvoice', () => {
  it('stores the document, the invoice in the shard of its issuer, and the event, and answers PENDING', async () => {
    const analyst = user(service.newTenant([issuerRfc]));
    const document = buildDocument();
    const { data } = await send(service, analyst, document);
    const { invoice } = data.createInvoice;
    const size = Buffer.byteLength(document);
    expect(data).toEqual({
      createInvoice: {
        created: true,
        invoice: {
          id: invoice.id,
          status: 'PENDING',
          version: 1,
          checksum: sha256(document),
          sizeBytes: size,
          issuer: { rfc: issuerRfc },
        },
      },
    });
    expect(bucketOfId(invoice.id)).toBe(bucketOf(issuerRfc));
    expect((await service.blobs.get(blobName(analyst.tenantId, sha256(document))))?.toString()).toBe(document);
    expect(await stored(service, analyst.tenantId)).toEqual({
      invoices: 1,
      transitions: 1,
      events: 1,
      claims: 0,
      blobs: 1,
    });
    const [event] = await service.shards.query<{ topic: string; key: string; event: object }>(
      'select * from outbox where key = $1',
      [invoice.id],
    );
    expect(event).toMatchObject({ topic: 'fiscal-invoice', key: invoice.id });
    expect(event?.event).toMatchObject({
      ...{ id: `${invoice.id}.1`, type: 'fiscal.invoice.created.v1', source: '/invoice', subject: invoice.id },
      ...{ tenant: analyst.tenantId, aggregateVersion: 1 },
      data: { invoiceId: invoice.id, status: 'PENDING', previousStatus: null, createdBy: analyst.userId, issuerRfc },
    });
  });

  it('spreads issuers over the shards', async () => {
    const analyst = user(service.newTenant([]));
    const issuers = Array.from({ length: 12 }, (_, n) => `AAA0101${String(n + 10)}AA1`);
    for (const issuer of issuers)
      expect((await send(service, analyst, buildDocument({ issuer }))).errors).toBeUndefined();
    for (const [shard, pool] of service.shards.pools.entries()) {
      const client = await pool.connect();
      await client.query(`begin; select set_config('app.tenant', '*', true)`);
      const { rows } = await client.query<{ issuer_rfc: string }>(
        'select issuer_rfc from invoice where tenant_id = $1',
        [analyst.tenantId],
      );
      client.release(true);
      const expected = issuers.filter((issuer) => bucketOf(issuer) % 2 === shard);
      expect(rows.map(({ issuer_rfc }) => issuer_rfc).sort()).toEqual(expected);
      expect(expected.length).toBeGreaterThan(0);
    }
  });

  it('fetches a document by URL when its checksum is given', async () => {
    const analyst = user(service.newTenant([issuerRfc]));
    const document = buildDocument();
    served.set('/good.xml', document);
    const { data } = await send(service, analyst, '', { url: `${siteUrl}/good.xml`, checksum: sha256(document) });
    expect(data.createInvoice).toMatchObject({
      created: true,
      invoice: { status: 'PENDING', checksum: sha256(document) },
    });
  });

  it.each([
    ['a viewer', 'viewer', 'FORBIDDEN'],
    ['nobody', 'anonymous', 'UNAUTHENTICATED'],
    ['a service', 'service', 'UNAUTHENTICATED'],
  ] as const)('is refused to %s', async (_, who, code) => {
    const tenantId = service.newTenant([issuerRfc]);
    const identity = who === 'viewer' ? user(tenantId, who) : { kind: who, via: 'gateway' };
    expect(codeOf(await send(service, identity, buildDocument()))).toBe(code);
    expect(await stored(service, tenantId)).toEqual(nothing);
  });

  it('is refused without an internal token', async () => {
    const response = await fetch(service.url(), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ __typename }"}',
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  const document = buildDocument();
  const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes as string).toString('base64');
  const zeros = '0'.repeat(64);
  it.each([
    ['INVALID_INPUT', { content: undefined }],
    ['INVALID_INPUT', { content: base64(document), url: 'https://example.com/a.xml', checksum: zeros }],
    ['INVALID_INPUT', { checksum: 'abc' }],
    ['INVALID_INPUT', { idempotencyKey: 'k'.repeat(129) }],
    ['INVALID_BASE64', { content: '<xml>' }],
    ['DOCUMENT_TOO_LARGE', { content: base64(Buffer.alloc(maxDocumentBytes + 1)) }],
    ['DOCUMENT_UNREADABLE', { content: base64('hello') }],
    ['DOCUMENT_UNREADABLE', { content: base64('<a/>') }],
    ['DOCUMENT_UNREADABLE', { content: '' }],
    [
      'XML_DOCTYPE',
      {
        content: base64(
          document.replace(
            '<cfdi:Comprobante',
            '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><cfdi:Comprobante',
          ),
        ),
      },
    ],
    ['XML_TOO_DEEP', { content: base64(buildDocument({ tail: '<a>'.repeat(70) + '</a>'.repeat(70) })) }],
    ['XML_ATTRIBUTE_TOO_LONG', { content: base64(buildDocument({ attributes: { Sello: 'A'.repeat(70_000) } })) }],
    ['XML_TOO_LARGE', { content: base64(buildDocument({ tail: '<a/>'.repeat(300_001) })) }],
    ['CHECKSUM_MISMATCH', { checksum: zeros }],
    ['CHECKSUM_REQUIRED', { url: 'https://example.com/a.xml' }],
    ['URL_NOT_ALLOWED', { url: 'https://127.0.0.1/a.xml', checksum: zeros }],
    ['URL_NOT_ALLOWED', { url: 'http://example.com/a.xml', checksum: zeros }],
    ['URL_NOT_ALLOWED', { url: 'https://169.254.169.254/latest/meta-data/', checksum: zeros }],
    ['URL_NOT_ALLOWED', { url: 'https://user:password@example.com/a.xml', checksum: zeros }],
  ])('refuses with %s and stores nothing: %#', async (code, input) => {
    const analyst = user(service.newTenant([issuerRfc]));
    const answer = await send(service, analyst, document, { idempotencyKey: 'key', ...input });
    expect(codeOf(answer)).toBe(code);
    expect(answer.errors?.[0]).not.toHaveProperty('extensions.stacktrace');
    expect(await stored(service, analyst.tenantId)).toEqual(nothing);
  });

  it('refuses what a URL gives when it is not what was announced, or nothing', async () => {
    const analyst = user(service.newTenant([issuerRfc]));
    served.set('/other.xml', buildDocument());
    const mismatch = await send(service, analyst, '', { url: `${siteUrl}/other.xml`, checksum: zeros });
    const missing = await send(service, analyst, '', { url: `${siteUrl}/none.xml`, checksum: zeros });
    expect([codeOf(mismatch), codeOf(missing)]).toEqual(['CHECKSUM_MISMATCH', 'URL_FETCH_FAILED']);
    expect(await stored(service, analyst.tenantId)).toEqual(nothing);
  });
});
