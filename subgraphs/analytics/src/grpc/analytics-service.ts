import { Refusal } from '@fiscal/kit';
import { identityOf } from '@fiscal/kit/grpc';
import type { Backfill } from '../use-cases/backfill.ts';
import type { AnalyticsServiceImplementation } from './generated/analytics.ts';

/** The gRPC door: upkeep, for services only. */
export function createAnalyticsService(backfill: Backfill): AnalyticsServiceImplementation {
  return {
    async backfill({ organizationId }, call) {
      if (identityOf(call).kind !== 'service') throw new Refusal('forbidden', 'FORBIDDEN', 'services only');
      return { invoices: await backfill(organizationId, call.signal) };
    },
  };
}
