import { Refusal } from '@fiscal/kit';
import { type BlobStore, blobName } from '../blobs/blob-store.ts';
import type { OwnedRfcs } from '../clients/owned-rfcs.ts';
import { checksumOf } from '../domain/content.ts';
import { accept, archive, fail, type Invoice, isUnfinished, reject, startProcessing } from '../domain/invoice.ts';
import { bucketOfId } from '../domain/invoice-id.ts';
import { checkParties, duplicateUuid } from '../domain/parties.ts';
import { type DocumentFacts, factsOf } from '../domain/validation/facts.ts';
import type { Finding } from '../domain/validation/finding.ts';
import { readDocument } from '../domain/validation/read-document.ts';
import { validate } from '../domain/validation/validate.ts';
import type { Transact } from '../store/index.ts';
import { inSlices } from './in-slices.ts';
import { storeChange } from './store-change.ts';

export type ProcessInvoice = (tenantId: string, id: string) => Promise<void>;

/**
 * Brings an invoice from wherever it is to its end, one transaction a step: each looks at the stored state and moves
 * it on, so a crash between any two is taken up again by the next delivery, and a second delivery finds nothing to do.
 * Refuses: INVOICE_NOT_FOUND, VERSION_CONFLICT when another is processing the same one, and what auth and the blob
 * store refuse while they are down; all of these are for the caller to try again.
 */
export function createProcessInvoice(
  transact: Transact,
  blobs: BlobStore,
  ownedRfcs: OwnedRfcs,
  now: () => Date,
): ProcessInvoice {
  const advance = createAdvance(transact, blobs, ownedRfcs, now);
  return async (tenantId, id) => {
    const stored = await transact(tenantId, bucketOfId(id), ({ invoices }) => invoices.find(tenantId, id));
    if (stored === undefined) throw new Refusal('not_found', 'INVOICE_NOT_FOUND', `no invoice ${id}`);
    let invoice = stored;
    while (isUnfinished(invoice.status)) invoice = await advance(invoice);
  };
}

/** One step: from PENDING to PROCESSING, from there to a verdict, from VALIDATED into the archive. */
function createAdvance(transact: Transact, blobs: BlobStore, ownedRfcs: OwnedRfcs, now: () => Date) {
  return async (invoice: Invoice): Promise<Invoice> => {
    if (invoice.status === 'PENDING') return storeChange(transact, startProcessing(invoice, now()));
    if (invoice.status === 'VALIDATED') return storeChange(transact, archive(invoice, now()));
    const bytes = await blobs.get(blobName(invoice.tenantId, invoice.checksum));
    if (bytes === undefined || checksumOf(bytes) !== invoice.checksum) {
      return storeChange(transact, fail(invoice, 'the stored document is missing or damaged', now()));
    }
    const { facts, findings } = await judge(invoice, bytes, ownedRfcs);
    const [first, ...rest] = findings;
    if (first !== undefined) return storeChange(transact, reject(invoice, facts, [first, ...rest], now()));
    return storeUnlessDuplicate(transact, invoice, facts, now());
  };
}

type Verdict = { readonly facts: DocumentFacts; readonly findings: readonly Finding[] };

async function judge(invoice: Invoice, bytes: Buffer, ownedRfcs: OwnedRfcs): Promise<Verdict> {
  const document = await inSlices(readDocument(bytes));
  const facts = factsOf(document);
  const findings = validate(document);
  if (findings.length > 0) return { facts, findings };
  return { facts, findings: await strangers(invoice, facts, ownedRfcs) };
}

/** An organisation may just have been given the RFC, so what is remembered is never enough to turn a document away. */
async function strangers({ tenantId, issuerRfc }: Invoice, { receiverRfc }: DocumentFacts, ownedRfcs: OwnedRfcs) {
  const findings = checkParties(issuerRfc, receiverRfc, await ownedRfcs.recent(tenantId));
  return findings.length === 0 ? findings : checkParties(issuerRfc, receiverRfc, await ownedRfcs.fresh(tenantId));
}

/** Only the database can tell of two documents with one UUID which came first. */
async function storeUnlessDuplicate(transact: Transact, invoice: Invoice, facts: DocumentFacts, now: Date) {
  try {
    return await storeChange(transact, accept(invoice, facts, now));
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'DUPLICATE_UUID') throw error;
    return storeChange(transact, reject(invoice, facts, [duplicateUuid(facts.uuid)], now));
  }
}
