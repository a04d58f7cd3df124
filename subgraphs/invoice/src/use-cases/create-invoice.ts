import { type Identity, Refusal, requireRole } from '@fiscal/kit';
import { type BlobStore, blobName } from '../blobs/blob-store.ts';
import { checksumOf, decodeBase64, documentTooLarge, maxDocumentBytes, verifyChecksum } from '../domain/content.ts';
import { type Change, type Invoice, receive } from '../domain/invoice.ts';
import { factOf } from '../domain/invoice-fact.ts';
import { bucketOf, bucketOfId, invoiceIdOf } from '../domain/invoice-id.ts';
import { checkSubmission, type Submission, type SubmissionInput } from '../domain/submission.ts';
import { readEnvelope } from '../domain/validation/read-envelope.ts';
import type { FetchDocument } from '../fetching/fetch-document.ts';
import type { Transact } from '../store/index.ts';
import { inSlices } from './in-slices.ts';

/** `created` is false when an earlier call with the same idempotency key stored the invoice. */
export type CreatedInvoice = { readonly invoice: Invoice; readonly created: boolean };
export type CreateInvoice = (caller: Identity, input: SubmissionInput) => Promise<CreatedInvoice>;

/**
 * Takes a document in. Three steps that may each be the last before a crash, in an order that the same call sent again
 * completes: the claim of the idempotency key (in the key's shard), the bytes, the invoice with its event (in the
 * issuer's shard). A claim without an invoice or bytes without one do no harm.
 * Refuses: FORBIDDEN, IDEMPOTENCY_KEY_REUSED, and as checkSubmission, decodeBase64, FetchDocument, verifyChecksum and readEnvelope do.
 */
export function createCreateInvoice(
  transact: Transact,
  blobs: BlobStore,
  fetchDocument: FetchDocument,
  now: () => Date,
  newUuid: () => string,
): CreateInvoice {
  return async (caller, input) => {
    const { tenantId, userId } = requireRole(caller, 'admin', 'analyst');
    const submission = checkSubmission(input);
    const bytes = await bytesOf(submission, fetchDocument);
    const checksum = checksumOf(bytes);
    verifyChecksum(submission.checksum, checksum);
    const { issuerRfc, issuedAt } = await inSlices(readEnvelope(bytes));
    const proposedId = invoiceIdOf(issuerRfc, newUuid());
    const id = await claimId(transact, tenantId, submission.idempotencyKey, checksum, proposedId, now());
    await blobs.put(blobName(tenantId, checksum), bytes);
    const receipt = { id, tenantId, issuerRfc, issuedAt, checksum, sizeBytes: bytes.length, createdBy: userId };
    return storeOnce(transact, receive(receipt, now()));
  };
}

async function bytesOf(submission: Submission, fetchDocument: FetchDocument): Promise<Buffer> {
  const bytes = 'url' in submission ? await fetchDocument(submission.url) : decodeBase64(submission.content);
  if (bytes.length > maxDocumentBytes) throw documentTooLarge();
  return bytes;
}

/** The id this document gets: the proposed one, or the one that an earlier call with the same key was given. */
async function claimId(
  transact: Transact,
  tenantId: string,
  key: string | null,
  checksum: string,
  invoiceId: string,
  now: Date,
): Promise<string> {
  if (key === null) return invoiceId;
  const claim = await transact(tenantId, bucketOf(`${tenantId}\n${key}`), ({ claims }) =>
    claims.claim(tenantId, { key, checksum, invoiceId }, now),
  );
  if (claim.checksum === checksum) return claim.invoiceId;
  throw new Refusal('conflict', 'IDEMPOTENCY_KEY_REUSED', 'this idempotency key came with another document before');
}

function storeOnce(transact: Transact, change: Change): Promise<CreatedInvoice> {
  const { id, tenantId } = change.invoice;
  return transact(tenantId, bucketOfId(id), async ({ invoices, outbox }) => {
    if (await invoices.add(change)) {
      await outbox.add(factOf(change));
      return { invoice: change.invoice, created: true };
    }
    const invoice = await invoices.find(tenantId, id);
    if (invoice === undefined) throw new Error(`invoice ${id} is stored for another organisation`);
    return { invoice, created: false };
  });
}
