import { z } from 'zod';
import { askGateway } from '../deploy/local/graphql-client.ts';
import { parseCents } from '../deploy/local/samples/money.ts';
import type { Totals } from './documents.ts';

const changeSchema = z.object({
  invoiceStatusChanged: z.object({
    id: z.string(),
    status: z.string(),
    version: z.number(),
    issuer: z.object({ rfc: z.string() }),
  }),
});

/** The live subscription that the stories watch: of each change the key, the state, and a field of another subgraph's entity. */
export const changes = {
  shape: changeSchema,
  query: 'subscription { invoiceStatusChanged { id status version issuer { rfc } } }',
};

/** How many documents a report counts, and what the archived ones add up to. */
export type Report = {
  readonly archived: number;
  readonly rejected: number;
  readonly inProgress: number;
  readonly totals: Totals;
};

/** Reads a day's report; amounts in cents. */
export async function readReport(gateway: string, token: string, date: string): Promise<Report> {
  const amount = z.string().transform(parseCents);
  const shape = z.object({
    dailyReport: z.object({
      archived: z.number(),
      rejected: z.number(),
      inProgress: z.number(),
      totals: z.array(
        z.object({
          currency: z.string(),
          count: z.number(),
          subtotal: amount,
          taxesTransferred: amount,
          taxesWithheld: amount,
          total: amount,
        }),
      ),
    }),
  });
  const query = `query Report($date: Date!) { dailyReport(date: $date) {
    archived rejected inProgress totals { currency count subtotal taxesTransferred taxesWithheld total } } }`;
  const { dailyReport } = await askGateway(gateway, shape, { query, variables: { date }, token });
  const lines = dailyReport.totals.map(({ currency, taxesTransferred, taxesWithheld, ...line }) => {
    return [currency, { ...line, transferred: taxesTransferred, withheld: taxesWithheld }] as const;
  });
  return { ...dailyReport, totals: Object.fromEntries(lines) };
}

const notificationSchema = z.object({ kind: z.string(), invoice: z.object({ id: z.string() }).nullable() });
export type Notice = z.output<typeof notificationSchema>;

/** The caller's newest 100 notifications. */
export async function readNotices(gateway: string, token: string): Promise<Notice[]> {
  const query = '{ notifications(first: 100) { nodes { kind invoice { id } } } }';
  const shape = z.object({ notifications: z.object({ nodes: z.array(notificationSchema) }) });
  return (await askGateway(gateway, shape, { query, token })).notifications.nodes;
}

/** Whatever answer the gateway gives to a body as it is, with its status and headers. */
export async function post(
  gateway: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await fetch(`${gateway}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    signal: AbortSignal.timeout(20_000),
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}
