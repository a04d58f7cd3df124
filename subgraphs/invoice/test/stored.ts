import { readdir } from 'node:fs/promises';
import type { Service } from './service.ts';

/** Everything that is stored for an organisation, in both shards, the outbox and the blob store. */
export async function stored(service: Service, tenantId: string) {
  const count = async (sql: string) =>
    (await service.shards.query<{ n: number }>(sql, [tenantId])).reduce((sum, { n }) => sum + n, 0);
  return {
    invoices: await count('select count(*)::int as n from invoice where tenant_id = $1'),
    transitions: await count('select count(*)::int as n from invoice_transition where tenant_id = $1'),
    events: await count(`select count(*)::int as n from outbox where event->>'tenant' = $1`),
    claims: await count('select count(*)::int as n from idempotency_claim where tenant_id = $1'),
    blobs: (await readdir(`${service.blobDir}/${tenantId}`).catch(() => [])).length,
  };
}

/** What is stored of what was refused. */
export const nothing = { invoices: 0, transitions: 0, events: 0, claims: 0, blobs: 0 };
