import { z } from 'zod';
import { askGateway } from '../graphql-client.ts';

const invoiceSchema = z.object({
  id: z.string(),
  status: z.string(),
  uuid: z.string().nullable(),
  total: z.string().nullable(),
  currency: z.string().nullable(),
  findings: z.array(z.object({ code: z.string() })),
});
export type Invoice = z.output<typeof invoiceSchema>;

const reportSchema = z.object({
  archived: z.number(),
  rejected: z.number(),
  totals: z.array(z.object({ currency: z.string(), count: z.number(), total: z.string() })),
});
export type Report = z.output<typeof reportSchema>;

export const changeSchema = z.object({
  invoiceStatusChanged: z.object({ id: z.string(), status: z.string(), version: z.number() }),
});
export const changesQuery = 'subscription { invoiceStatusChanged { id status version } }';

/** Who one is, and for whom. */
export async function whoAmI(gateway: string, token: string): Promise<string> {
  const query = '{ me { email role organization { name } } }';
  const shape = z.object({
    me: z.object({ email: z.string(), role: z.string(), organization: z.object({ name: z.string() }) }),
  });
  const { me } = await askGateway(gateway, shape, { query, token });
  return `${me.email}, ${me.role} of ${me.organization.name}`;
}

export type Sending = { readonly xml: string; readonly checksum?: string; readonly idempotencyKey?: string };

/** Sends a document; gives the id of its invoice. Throws GraphqlRefusal when it is not taken. */
export async function sendInvoice(gateway: string, token: string, sending: Sending): Promise<string> {
  const query = 'mutation Send($input: CreateInvoiceInput!) { createInvoice(input: $input) { invoice { id } } }';
  const { xml, ...rest } = sending;
  const input = { content: Buffer.from(xml).toString('base64'), ...rest };
  const shape = z.object({ createInvoice: z.object({ invoice: z.object({ id: z.string() }) }) });
  const { createInvoice } = await askGateway(gateway, shape, { query, variables: { input }, token });
  return createInvoice.invoice.id;
}

/** One invoice, or null where the caller's organisation has none of that id. */
export async function readInvoice(gateway: string, token: string, id: string): Promise<Invoice | null> {
  const query = 'query One($id: ID!) { invoice(id: $id) { id status uuid total currency findings { code } } }';
  const shape = z.object({ invoice: invoiceSchema.nullable() });
  return (await askGateway(gateway, shape, { query, variables: { id }, token })).invoice;
}

/** The newest invoices, at most 100. */
export async function listInvoices(gateway: string, token: string, first: number): Promise<Invoice[]> {
  const query =
    'query List($first: Int!) { invoices(first: $first) { nodes { id status uuid total currency findings { code } } } }';
  const shape = z.object({ invoices: z.object({ nodes: z.array(invoiceSchema) }) });
  return (await askGateway(gateway, shape, { query, variables: { first }, token })).invoices.nodes;
}

/** What a day's documents add up to. */
export async function readReport(gateway: string, token: string, date: string): Promise<Report> {
  const query =
    'query Day($date: Date!) { dailyReport(date: $date) { archived rejected totals { currency count total } } }';
  const shape = z.object({ dailyReport: reportSchema });
  return (await askGateway(gateway, shape, { query, variables: { date }, token })).dailyReport;
}

/** The ids of the invoices that the caller's newest 100 notifications are about. */
export async function readNotified(gateway: string, token: string): Promise<string[]> {
  const query = '{ notifications(first: 100) { nodes { invoice { id } } } }';
  const invoice = z.object({ id: z.string() }).nullable();
  const shape = z.object({ notifications: z.object({ nodes: z.array(z.object({ invoice })) }) });
  const { notifications } = await askGateway(gateway, shape, { query, token });
  return notifications.nodes.flatMap((node) => node.invoice?.id ?? []);
}

const messagesSchema = z.object({ messages: z.array(z.object({ receivedAt: z.string(), subject: z.string() })) });
export type Mail = z.output<typeof messagesSchema>['messages'][number];

/** What the mailbox keeps for a recipient, newest first. */
export async function readMailbox(mailbox: string, recipient: string): Promise<Mail[]> {
  const url = `${mailbox}/messages?to=${encodeURIComponent(recipient)}`;
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  return messagesSchema.parse(await response.json()).messages;
}
