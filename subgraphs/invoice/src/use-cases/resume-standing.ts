import { fail, isUnfinished } from '../domain/invoice.ts';
import { bucketOfId } from '../domain/invoice-id.ts';
import type { Standing, TakeStanding, Transact } from '../store/index.ts';
import type { ProcessInvoice } from './process-invoice.ts';
import { storeChange } from './store-change.ts';

/** Returns the errors of those that could not be helped this time. */
export type ResumeStanding = () => Promise<readonly unknown[]>;

const batch = 50;
const giveUpAfterMs = 24 * 60 * 60_000;

/**
 * Takes up the processing of invoices that stand still: their event was parked after its bounded retries, because auth
 * or the blob store was down for longer. So an outage heals by itself. What is still unfinished 24 hours after it was
 * received becomes FAILED, so that its sender learns of it.
 */
export function createResumeStanding(
  transact: Transact,
  takeStanding: TakeStanding,
  processInvoice: ProcessInvoice,
  now: () => Date,
): ResumeStanding {
  return async () => {
    const errors: unknown[] = [];
    for (const standing of await takeStanding(now(), batch)) {
      const old = now().getTime() - standing.createdAt.getTime() > giveUpAfterMs;
      const work = old ? giveUp(transact, standing, now()) : processInvoice(standing.tenantId, standing.id);
      await work.catch((error: unknown) => errors.push(error));
    }
    return errors;
  };
}

async function giveUp(transact: Transact, { tenantId, id }: Standing, now: Date): Promise<void> {
  const invoice = await transact(tenantId, bucketOfId(id), ({ invoices }) => invoices.find(tenantId, id));
  if (invoice === undefined || !isUnfinished(invoice.status)) return;
  await storeChange(transact, fail(invoice, 'the document could not be processed within 24 hours', now));
}
