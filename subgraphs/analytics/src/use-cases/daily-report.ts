import { type Identity, requireUser } from '@fiscal/kit';
import { type DailyReport, readDay, toDailyReport } from '../domain/figures.ts';
import type { ReportStore } from '../store/index.ts';

export type ReportDay = (identity: Identity, date: string) => Promise<DailyReport>;

/** What the caller's organisation has issued on a day (YYYY-MM-DD). Refuses what is no day with INVALID_INPUT. */
export function createReportDay(reports: ReportStore): ReportDay {
  return async (identity, date) => {
    const { tenantId } = requireUser(identity);
    return toDailyReport(readDay(date), await reports.ofDay(tenantId, date));
  };
}
