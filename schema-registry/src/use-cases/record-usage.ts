import { type Db, everyTenant, Refusal, type Transaction } from '@fiscal/kit';
import { metrics } from '@opentelemetry/api';
import { type Caller, may } from '../domain/access.ts';
import { type GraphRef, parseRef } from '../domain/ref.ts';
import { readReport } from '../domain/usage/read-report.ts';
import { keyOfUse, sumUses, unnamed } from '../domain/usage/sum-uses.ts';
import type { ReportedOperation, UsageReport, Use } from '../domain/usage/usage.ts';
import { addUsage, countSignatures, fullHours, knownClients, knownSignatures, variantByRef } from '../store/index.ts';

/** Adds a usage report, the unpacked message, to what is kept. */
export type RecordUsage = (caller: Caller, report: Uint8Array) => Promise<void>;

/** Operations a variant is heard of at the most; what a client makes up anew each time must not grow for ever. */
const mostSignatures = 100_000;
const longestDocument = 100_000;
/** Counts of a variant within an hour, by operation and client; clients name themselves, so there is no end to them. */
const mostOfHour = 50_000;

const dropped = metrics.getMeter('@fiscal/schema-registry').createCounter('registry.usage.dropped', {
  description: 'Reported operations that were not kept: too long, or one too many',
});

/**
 * Makes what records usage. What is one operation too many for a variant, or longer than 100,000 characters, is dropped
 * and counted. In an hour that has very many clients already, others are counted as one.
 * @throws Refusal `REPORT_UNREADABLE`, `FORBIDDEN`, `UNKNOWN_REF`
 */
export function createRecordUsage(transact: Transaction, now: () => Date): RecordUsage {
  return async (caller, bytes) => {
    const report = read(bytes, now());
    const ref = parseRef(report.ref);
    if (!ref || !may(caller, 'report', ref)) {
      throw new Refusal('forbidden', 'FORBIDDEN', `this key may not report for ${report.ref}`);
    }
    const operations = report.operations.filter(
      ({ document, uses }) => document.length <= longestDocument && uses.length > 0,
    );
    await transact(everyTenant, async (db) => {
      if (!(await variantByRef(db, ref))) throw new Refusal('not_found', 'UNKNOWN_REF', `there is no ${report.ref}`);
      const known = await knownSignatures(
        db,
        ref,
        operations.map(({ signatureHash }) => signatureHash),
      );
      const isNew = (operation: ReportedOperation) => !known.has(operation.signatureHash);
      const room = operations.some(isNew) ? mostSignatures - (await countSignatures(db, ref, mostSignatures)) : 0;
      const kept = [...operations.filter((each) => !isNew(each)), ...operations.filter(isNew).slice(0, room)];
      dropped.add(report.operations.length - kept.length);
      if (kept.length > 0) await addUsage(db, ref, await withinHours(db, ref, kept), now());
    });
  };
}

async function withinHours(
  db: Db,
  ref: GraphRef,
  operations: readonly ReportedOperation[],
): Promise<readonly ReportedOperation[]> {
  const hours = new Set(operations.flatMap(({ uses }) => uses.map(({ hour }) => hour.getTime())));
  const full = await fullHours(db, ref, [...hours], mostOfHour);
  if (full.size === 0) return operations;
  const hashes = operations.map(({ signatureHash }) => signatureHash);
  const clients = await knownClients(db, ref, hashes, full);
  return operations.map(({ uses, ...operation }) => {
    const known = new Set(clients.get(operation.signatureHash)?.map(keyOfUse));
    const isTold = (use: Use) => !full.has(use.hour.getTime()) || known.has(keyOfUse(use));
    return { ...operation, uses: sumUses(uses.map((use) => (isTold(use) ? use : { ...use, client: unnamed }))) };
  });
}

function read(bytes: Uint8Array, now: Date): UsageReport {
  try {
    return readReport(bytes, now);
  } catch (cause) {
    throw new Refusal('invalid', 'REPORT_UNREADABLE', 'the body is no usage report', { cause });
  }
}
