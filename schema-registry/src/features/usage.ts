import { everyTenant } from '@fiscal/kit';
import { createUsageResolvers } from '../graphql/resolvers/usage.ts';
import { createUsageDoor } from '../ingest/usage-door.ts';
import { createFieldsToRetireDoor } from '../rest/fields-to-retire.ts';
import { removeUsage } from '../store/index.ts';
import { upkeepPart } from '../upkeep-part.ts';
import { createReadUsage } from '../use-cases/read-usage.ts';
import { createRecordUsage } from '../use-cases/record-usage.ts';
import type { Core, Feature } from './feature.ts';

const hourMs = 3_600_000;

/** Who uses what: taken in from servers and routers, kept for as long as is set, read by people and by checks. */
export function createUsage({ config, transact, authenticate, runWork, now }: Core): Feature {
  const readUsage = createReadUsage(transact, runWork, now);
  const keptMs = config.REGISTRY_USAGE_DAYS * 24 * hourMs;
  const forget = () => transact(everyTenant, (db) => removeUsage(db, new Date(now().getTime() - keptMs)));
  return {
    resolvers: [createUsageResolvers(readUsage)],
    routes: {
      'POST /api/ingress/traces': createUsageDoor(authenticate, createRecordUsage(transact, now)),
      'GET /api/usage/fields-to-retire': createFieldsToRetireDoor(authenticate, readUsage),
    },
    parts: [upkeepPart('usage', hourMs, forget)],
  };
}
