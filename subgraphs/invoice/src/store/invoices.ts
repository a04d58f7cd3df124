import { type Db, Refusal } from '@fiscal/kit';
import type { Change, Invoice } from '../domain/invoice.ts';
import { type InvoiceRow, toInvoice } from './rows.ts';

export type InvoiceStore = {
  /** Stores a received invoice; false when one of that id is there already, which is then left as it is. */
  add(change: Change): Promise<boolean>;
  /**
   * Stores the next version of an invoice with its transition and findings.
   * Refuses (`conflict`): VERSION_CONFLICT when another change came first, DUPLICATE_UUID.
   */
  save(change: Change): Promise<void>;
  find(tenantId: string, id: string): Promise<Invoice | undefined>;
};

/** How long an invoice may stand still before its processing is taken up again. */
const standstill = `interval '60 seconds'`;

/** Invoices of one shard, within one transaction. */
export function createInvoiceStore(db: Db): InvoiceStore {
  return {
    async add(change) {
      if (!(await insertInvoice(db, change.invoice))) return false;
      await insertTransition(db, change);
      return true;
    },
    async save(change) {
      await updateInvoice(db, change.invoice);
      await insertTransition(db, change);
      await insertFindings(db, change);
    },
    async find(tenantId, id) {
      const sql = 'select * from invoice where tenant_id = $1 and id = $2';
      const { rows } = await db.query<InvoiceRow>(sql, [tenantId, id]);
      return rows.map(toInvoice)[0];
    },
  };
}

async function insertInvoice(db: Db, invoice: Invoice): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into invoice (id, tenant_id, status, version, issuer_rfc, checksum, size_bytes, created_by, created_at, updated_at, issued_at, resume_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9::timestamptz, $10, $11, $9::timestamptz + ${standstill}) on conflict (id) do nothing`,
    [
      ...[invoice.id, invoice.tenantId, invoice.status, invoice.version, invoice.issuerRfc, invoice.checksum],
      ...[invoice.sizeBytes, invoice.createdBy, invoice.createdAt, invoice.updatedAt, invoice.issuedAt],
    ],
  );
  return rowCount === 1;
}

async function updateInvoice(db: Db, invoice: Invoice): Promise<void> {
  const { rowCount } = await update(db, invoice).catch((error: unknown) => {
    throw isDuplicateUuid(error) ? duplicate(invoice, error) : error;
  });
  if (rowCount === 0) {
    throw new Refusal('conflict', 'VERSION_CONFLICT', `invoice ${invoice.id} was changed by another at the same time`);
  }
}

function update(db: Db, invoice: Invoice) {
  return db.query(
    `update invoice set status = $4, version = $3, uuid = $5, type = $6, series = $7, folio = $8, issuer_name = $9, receiver_rfc = $10,
       receiver_name = $11, issued_at = $12, currency = $13, subtotal = $14, discount = $15, taxes_transferred = $16,
       taxes_withheld = $17, total = $18, updated_at = $19::timestamptz, resume_at = $19::timestamptz + ${standstill}
     where tenant_id = $1 and id = $2 and version = $3 - 1`,
    [
      ...[invoice.tenantId, invoice.id, invoice.version, invoice.status, invoice.uuid, invoice.type, invoice.series],
      ...[invoice.folio, invoice.issuerName, invoice.receiverRfc, invoice.receiverName, invoice.issuedAt],
      ...[invoice.currency, invoice.subtotal, invoice.discount, invoice.taxesTransferred, invoice.taxesWithheld],
      ...[invoice.total, invoice.updatedAt],
    ],
  );
}

function insertTransition(db: Db, { invoice, from, actor }: Change) {
  return db.query(
    `insert into invoice_transition (invoice_id, version, tenant_id, from_status, to_status, at, actor)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [invoice.id, invoice.version, invoice.tenantId, from, invoice.status, invoice.updatedAt, actor],
  );
}

async function insertFindings(db: Db, { invoice, findings }: Change): Promise<void> {
  if (findings.length === 0) return;
  await db.query(
    `insert into invoice_finding (invoice_id, tenant_id, code, message, path, position)
     select $1, $2, * from unnest($3::text[], $4::text[], $5::text[]) with ordinality`,
    [
      ...[invoice.id, invoice.tenantId, findings.map(({ code }) => code)],
      ...[findings.map(({ message }) => message), findings.map(({ path }) => path)],
    ],
  );
}

function isDuplicateUuid(error: unknown): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === 'invoice_uuid_once';
}

function duplicate(invoice: Invoice, cause: unknown): Refusal {
  return new Refusal('conflict', 'DUPLICATE_UUID', `there is another document of UUID ${invoice.uuid}`, { cause });
}
