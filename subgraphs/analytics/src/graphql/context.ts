import type { Identity } from '@fiscal/kit';
import type { ReportDay } from '../use-cases/daily-report.ts';
import type { ReadStats } from '../use-cases/invoice-stats.ts';
import type { TaxpayerStatsLoader } from './loaders.ts';

/** What a request's resolvers work with. */
export type GraphqlContext = {
  readonly identity: Identity;
  readonly reportDay: ReportDay;
  readonly readStats: ReadStats;
  readonly taxpayerStats: TaxpayerStatsLoader;
};
