import { type Identity, requireUser } from '@fiscal/kit';
import DataLoader from 'dataloader';
import type { Invoice } from '../domain/invoice.ts';
import type { InvoiceFinding, Reads, Transition } from '../store/index.ts';

/** What one request has asked for by invoice id, each gathered into one statement a shard. */
export type Loaders = {
  readonly invoice: DataLoader<string, Invoice | null>;
  readonly timeline: DataLoader<string, readonly Transition[]>;
  readonly findings: DataLoader<string, readonly InvoiceFinding[]>;
};

/** Far above what one page needs; a longer list of entities is asked for in several statements. */
const maxBatchSize = 500;

/** Loaders for one request; each load is refused UNAUTHENTICATED unless a user is behind it. */
export function createLoaders(reads: Reads, identity: Identity): Loaders {
  const tenantId = () => requireUser(identity).tenantId;
  return {
    invoice: new DataLoader(
      async (ids) => {
        const found = new Map((await reads.byIds(tenantId(), ids)).map((invoice) => [invoice.id, invoice]));
        return ids.map((id) => found.get(id) ?? null);
      },
      { maxBatchSize },
    ),
    timeline: createListLoader((ids) => reads.transitions(tenantId(), ids)),
    findings: createListLoader((ids) => reads.findings(tenantId(), ids)),
  };
}

function createListLoader<T extends { readonly invoiceId: string }>(
  read: (ids: readonly string[]) => Promise<readonly T[]>,
) {
  return new DataLoader<string, readonly T[]>(
    async (ids) => {
      const found = Map.groupBy(await read(ids), ({ invoiceId }) => invoiceId);
      return ids.map((id) => found.get(id) ?? []);
    },
    { maxBatchSize },
  );
}
