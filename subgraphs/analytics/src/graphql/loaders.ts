import { type Identity, requireUser } from '@fiscal/kit';
import DataLoader from 'dataloader';
import { type TaxpayerStats, toTaxpayerStats } from '../domain/figures.ts';
import type { ReportStore } from '../store/index.ts';

export type TaxpayerStatsLoader = DataLoader<string, TaxpayerStats>;

const mostAtOnce = 1000;

/** Loads the figures of taxpayers by RFC, a request's worth in one statement. */
export function createTaxpayerStatsLoader(reports: ReportStore, identity: Identity): TaxpayerStatsLoader {
  return new DataLoader(
    async (rfcs) => {
      const lines = await reports.ofIssuers(requireUser(identity).tenantId, rfcs);
      const byIssuer = Map.groupBy(lines, ({ issuerRfc }) => issuerRfc);
      return rfcs.map((rfc) => toTaxpayerStats(byIssuer.get(rfc) ?? []));
    },
    { maxBatchSize: mostAtOnce },
  );
}
