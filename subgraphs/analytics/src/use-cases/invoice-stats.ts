import { type Identity, Refusal, requireUser } from '@fiscal/kit';
import { money, readRange } from '../domain/figures.ts';
import type { Dimension, ReportStore, Stat } from '../store/index.ts';

export type ReadStats = (identity: Identity, from: string, to: string, by: Dimension) => Promise<readonly Stat[]>;

const mostLines = 1000;

/**
 * Figures of the caller's archived documents between two days (YYYY-MM-DD, both inclusive).
 * Refuses a bad range with INVALID_INPUT and an answer of more than 1,000 lines with RESULT_TOO_LARGE.
 */
export function createReadStats(reports: ReportStore): ReadStats {
  return async (identity, first, last, by) => {
    const { tenantId } = requireUser(identity);
    const { from, to } = readRange(first, last);
    const lines = await reports.byDimension(tenantId, from, to, by, mostLines + 1);
    if (lines.length > mostLines) {
      throw new Refusal('invalid', 'RESULT_TOO_LARGE', `more than ${mostLines} lines: ask for fewer days`);
    }
    return lines.map((line) => ({
      ...line,
      subtotal: money(line.subtotal),
      taxesTransferred: money(line.taxesTransferred),
      taxesWithheld: money(line.taxesWithheld),
      total: money(line.total),
    }));
  };
}
