import {
  createVerifyToken,
  graphqlPart,
  type Identity,
  type Part,
  Refusal,
  requireRole,
  requireUser,
} from '@fiscal/kit';
import type { JSONWebKeySet } from 'jose';
import { freePorts } from '../../deploy/local/ports.ts';

/** What the test's subgraphs keep: invoices by tenant, and what they were asked. */
export type Ledger = {
  readonly invoices: Map<string, Map<string, InvoiceRow>>;
  readonly seen: { subgraph: string; identity: Identity }[];
};

export type InvoiceRow = {
  readonly id: string;
  readonly status: string;
  readonly version: number;
  readonly issuerRfc: string;
  readonly total: string;
};

export type RunningSubgraph = Part & { url(): string };

const contract = (name: string) => new URL(`../../subgraphs/${name}/contract/schema.graphql`, import.meta.url);

/**
 * Makes servers of the house's own contracts that answer from memory: real federation subgraphs over real HTTP, behind
 * the kit's own door, without the databases that the services themselves need.
 */
export async function createSubgraphs(jwks: JSONWebKeySet, ledger: Ledger): Promise<Record<string, RunningSubgraph>> {
  // Fixed ports, so that one that is stopped can come back where it was.
  const ports = await freePorts(4);
  const serve = (name: string, resolvers: Parameters<typeof graphqlPart>[0]['resolvers']): RunningSubgraph =>
    graphqlPart({
      service: name,
      host: '127.0.0.1',
      port: ports.pop() ?? 0,
      schema: contract(name),
      resolvers,
      verify: createVerifyToken(name, jwks),
      parts: [],
      context: (identity) => {
        ledger.seen.push({ subgraph: name, identity });
        return { identity };
      },
    });
  return {
    auth: serve('auth', authResolvers()),
    invoice: serve('invoice', invoiceResolvers(ledger)),
    analytics: serve('analytics', analyticsResolvers()),
    notification: serve('notification', notificationResolvers()),
  };
}

type Context = { readonly identity: Identity };
type Args = Readonly<Record<string, unknown>>;

function authResolvers() {
  return {
    Query: {
      me: (_: unknown, __: Args, { identity }: Context) => {
        const { userId } = requireUser(identity);
        return { id: userId, email: 'someone@norte.example', name: 'Someone', role: 'ANALYST', status: 'ACTIVE' };
      },
    },
    Mutation: {
      login: (_: unknown, { input }: { input: { password: string } }) => {
        if (input.password === 'bug') throw new TypeError('connect ECONNREFUSED 10.0.0.7:5432 secret-host');
        throw new Refusal('unauthenticated', 'INVALID_CREDENTIALS', 'e-mail or password is wrong');
      },
      refreshToken: () => {
        throw new Refusal('unauthenticated', 'UNAUTHENTICATED', 'the refresh token is not valid');
      },
      logout: () => true,
    },
    User: { createdAt: () => '2026-01-01T00:00:00Z' },
  };
}

function invoiceResolvers({ invoices }: Ledger) {
  const rowsOf = (identity: Identity) => invoices.get(requireUser(identity).tenantId) ?? new Map<string, InvoiceRow>();
  const row = (identity: Identity, id: string) => rowsOf(identity).get(id) ?? null;
  return {
    Query: {
      invoice: (_: unknown, { id }: { id: string }, { identity }: Context) => row(identity, id),
      invoices: (_: unknown, __: Args, { identity }: Context) => ({ rows: [...rowsOf(identity).values()] }),
    },
    Mutation: {
      createInvoice: (_: unknown, { input }: { input: Record<string, string> }, { identity }: Context) =>
        createInvoice(invoices, identity, input),
    },
    InvoiceConnection: {
      nodes: ({ rows }: { rows: InvoiceRow[] }) => rows,
      pageInfo: () => ({ hasNextPage: false, endCursor: null }),
    },
    Invoice: {
      __resolveReference: ({ id }: { id: string }, { identity }: Context) => row(identity, id),
      issuer: ({ issuerRfc }: InvoiceRow) => ({ rfc: issuerRfc }),
      checksum: () => '00',
      sizeBytes: () => 1,
      createdAt: () => '2026-01-01T00:00:00Z',
      updatedAt: () => '2026-01-01T00:00:00Z',
      findings: () => [],
      timeline: () => [],
    },
  };
}

function createInvoice(invoices: Ledger['invoices'], identity: Identity, input: Record<string, string>) {
  const { tenantId } = requireRole(identity, 'analyst', 'admin');
  const content = Buffer.from(input.content ?? '', 'base64').toString();
  if (content.includes('<!DOCTYPE')) throw new Refusal('invalid', 'XML_DOCTYPE', 'a document type is not allowed');
  const rows = invoices.get(tenantId) ?? new Map<string, InvoiceRow>();
  const id = input.idempotencyKey ?? `made-${rows.size + 1}`;
  const known = rows.get(id);
  if (known && input.checksum === 'other') throw new Refusal('conflict', 'IDEMPOTENCY_KEY_REUSED', 'another document');
  const made = known ?? { id, status: 'PENDING', version: 1, issuerRfc: 'EKU9003173C9', total: '1.00' };
  invoices.set(tenantId, rows.set(id, made));
  return { created: !known, invoice: made };
}

function analyticsResolvers() {
  return {
    Query: {
      dailyReport: (_: unknown, { date }: { date: string }, { identity }: Context) => {
        requireUser(identity);
        if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) throw new Refusal('invalid', 'INVALID_INPUT', 'date is not a day');
        return { date, received: 2, archived: 1, rejected: 1, inProgress: 0, failed: 0, totals: [], asOf: null };
      },
    },
    Taxpayer: {
      __resolveReference: ({ rfc }: { rfc: string }) => ({ rfc }),
      stats: () => ({ archived: 7, rejected: 0, totals: [], lastIssuedOn: null }),
    },
  };
}

function notificationResolvers() {
  return {
    Query: {
      unreadNotificationCount: (_: unknown, __: Args, { identity }: Context) => requireUser(identity) && 3,
    },
    Notification: {
      __resolveReference: ({ id }: { id: string }) => ({ id, kind: 'INVOICE_ARCHIVED', title: `Note ${id}`, body: '' }),
      createdAt: () => '2026-01-01T00:00:00Z',
    },
    Invoice: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      notifications: ({ id }: { id: string }) => [
        { id: `n-${id}`, kind: 'INVOICE_ARCHIVED', title: `About ${id}`, body: '' },
      ],
    },
  };
}
