import { requireUser } from '@fiscal/kit';
import type { Invoice } from '../domain/invoice.ts';
import { isInvoiceId } from '../domain/invoice-id.ts';
import { uuidPattern } from '../domain/validation/formats.ts';
import type { GraphqlContext } from './context.ts';
import { toCursor } from './cursor.ts';
import type { Resolvers } from './generated.ts';
import { toPageQuery, toRfc } from './page-query.ts';

/** The GraphQL door: translates between the contract and the use cases and reads. */
export const resolvers: Resolvers = {
  Query: {
    invoice: (_, { id }, context) => findInvoice(id, context),
    async invoiceByUuid(_, { uuid, issuer }, { identity, byUuid }) {
      const { tenantId } = requireUser(identity);
      return uuidPattern.test(uuid) ? ((await byUuid(tenantId, uuid, toRfc(issuer))) ?? null) : null;
    },
    async invoices(_, args, { identity, readPage }) {
      const { invoices, hasNextPage } = await readPage(requireUser(identity).tenantId, toPageQuery(args));
      const edges = invoices.map((node) => ({ cursor: toCursor(node), node }));
      return { edges, nodes: [...invoices], pageInfo: { hasNextPage, endCursor: edges.at(-1)?.cursor ?? null } };
    },
  },
  Mutation: {
    createInvoice: (_, { input }, { identity, createInvoice }) =>
      createInvoice(identity, {
        content: input.content ?? null,
        url: input.url ?? null,
        checksum: input.checksum ?? null,
        idempotencyKey: input.idempotencyKey ?? null,
      }),
  },
  Invoice: {
    __resolveReference: ({ id }, context) => findInvoice(id, context),
    issuer: ({ issuerRfc }) => ({ rfc: issuerRfc }),
    receiver: ({ receiverRfc }) => (receiverRfc === null ? null : { rfc: receiverRfc }),
    createdAt: ({ createdAt }) => createdAt.toISOString(),
    updatedAt: ({ updatedAt }) => updatedAt.toISOString(),
    findings: ({ id }, _, { loaders }) => loaders.findings.load(id),
    timeline: ({ id }, _, { loaders }) => loaders.timeline.load(id),
  },
  InvoiceTransition: {
    at: ({ at }) => at.toISOString(),
  },
  Taxpayer: {
    __resolveReference: ({ rfc }) => ({ rfc }),
  },
};

async function findInvoice(id: string, { identity, loaders }: GraphqlContext): Promise<Invoice | null> {
  requireUser(identity);
  return isInvoiceId(id) ? loaders.invoice.load(id) : null;
}
