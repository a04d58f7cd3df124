import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from '@fiscal/kit';
import { z } from 'zod';
import { jsonOfBody } from '../http/params.ts';
import type { Params } from '../operation.ts';
import { operations } from './operations.ts';
import { problem, type RestAnswer } from './problem.ts';

/** What a REST request says, for its route to make variables of. */
export type RestRequest = {
  readonly headers: IncomingHttpHeaders;
  readonly url: URL;
  /** What the path names. */
  readonly name: string;
  readonly readBody: () => Promise<Buffer>;
};

/** A REST route: a fixed GraphQL operation, the variables a request gives it, and what its data looks like outside. */
export type RestRoute = {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  params(request: RestRequest): Promise<Params>;
  present(data: Readonly<Record<string, unknown>>, headers: RestAnswer['headers']): RestAnswer;
};

const document = z.strictObject({
  content: z.string().optional(),
  url: z.string().optional(),
  checksum: z.string().optional(),
});

const created = z.object({ created: z.boolean(), invoice: z.looseObject({ id: z.string() }) });

export const restRoutes: readonly RestRoute[] = [
  {
    method: 'POST',
    path: /^\/api\/v1\/invoices$/,
    params: async (request) => ({ query: operations.createInvoice, variables: { input: await readInput(request) } }),
    present(data, headers) {
      const { created: isNew, invoice } = created.parse(data.createInvoice);
      const location = `/api/v1/invoices/${invoice.id}`;
      return { ...found(invoice, isNew ? { ...headers, location } : headers), status: isNew ? 201 : 200 };
    },
  },
  {
    method: 'GET',
    path: /^\/api\/v1\/invoices\/([^/]+)$/,
    params: async ({ name }) => ({ query: operations.invoice, variables: { id: name } }),
    present: ({ invoice }, headers) =>
      invoice ? found(invoice, headers) : problem(404, 'INVOICE_NOT_FOUND', 'there is no such invoice', headers),
  },
  {
    method: 'GET',
    path: /^\/api\/v1\/reports\/daily$/,
    params: async ({ url }) => ({
      query: operations.dailyReport,
      variables: { date: url.searchParams.get('date') ?? undefined },
    }),
    present: ({ dailyReport }, headers) => found(dailyReport, headers),
  },
];

/** `CreateInvoiceInput`; what was not sent is not there. */
type Input = z.output<typeof document> & { readonly idempotencyKey?: string };

function found(body: unknown, headers: RestAnswer['headers']): RestAnswer {
  return { status: 200, type: 'application/json', headers, body };
}

async function readInput({ headers, readBody }: RestRequest): Promise<Input> {
  const key = idempotencyKeyOf(headers);
  return { ...(await readDocument(headers['content-type'] ?? '', readBody)), ...(key ? { idempotencyKey: key } : {}) };
}

async function readDocument(type: string, readBody: () => Promise<Buffer>): Promise<Input> {
  if (/^(application|text)\/xml\s*(;|$)/i.test(type)) return { content: (await readBody()).toString('base64') };
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new Refusal('invalid', 'UNSUPPORTED_MEDIA_TYPE', 'send the document as application/xml or application/json');
  }
  const read = document.safeParse(jsonOfBody(await readBody()));
  if (!read.success) throw new Refusal('invalid', 'BAD_REQUEST', 'send {content} or {url, checksum}, all of them text');
  return read.data;
}

/** The header's draft has the key in quotes; many clients leave them out. */
function idempotencyKeyOf(headers: IncomingHttpHeaders): string | undefined {
  const given = [headers['idempotency-key'] ?? []].flat()[0];
  return given?.trim().replace(/^"(.*)"$/, '$1');
}
