import type { Db } from '@fiscal/kit';

/** An idempotency key with the document it first came with and the invoice it stands for. */
export type Claim = { readonly key: string; readonly checksum: string; readonly invoiceId: string };

export type ClaimStore = {
  /** Claims the key unless it is claimed, and returns the claim that holds from then on. */
  claim(tenantId: string, claim: Claim, now: Date): Promise<Claim>;
};

/** Idempotency keys of one shard, within one transaction. */
export function createClaimStore(db: Db): ClaimStore {
  return {
    async claim(tenantId, claim, now) {
      const { key, checksum, invoiceId } = claim;
      // On a conflict the insert waits for the other transaction, so the select after it sees what that one stored.
      const { rowCount } = await db.query(
        `insert into idempotency_claim (tenant_id, key, checksum, invoice_id, created_at) values ($1, $2, $3, $4, $5)
         on conflict (tenant_id, key) do nothing`,
        [tenantId, key, checksum, invoiceId, now],
      );
      return rowCount === 1 ? claim : holding(db, tenantId, key);
    },
  };
}

async function holding(db: Db, tenantId: string, key: string): Promise<Claim> {
  const { rows } = await db.query<Claim>(
    'select key, checksum, invoice_id as "invoiceId" from idempotency_claim where tenant_id = $1 and key = $2',
    [tenantId, key],
  );
  const [claim] = rows;
  if (claim === undefined) throw new Error('an idempotency claim vanished while it was being read');
  return claim;
}
