import { fileURLToPath } from 'node:url';
import { createPool, createTransaction, healthRoutes, httpPart, type Part, postgresPart } from '@fiscal/kit';
import { v7 as newId } from 'uuid';
import { createAuthenticate } from './access/authenticate.ts';
import { withRouterKey } from './access/given-key.ts';
import { createLastUses } from './access/last-uses.ts';
import type { Config } from './config.ts';
import { createSigning } from './domain/signing/sign-launch.ts';
import { createAccess } from './features/access.ts';
import { createChecks } from './features/checks.ts';
import type { Core, Feature } from './features/feature.ts';
import { createLaunches } from './features/launches.ts';
import { createNotices } from './features/notices.ts';
import { createPage } from './features/page.ts';
import { createPlugin } from './features/plugin.ts';
import { createPreviews } from './features/previews.ts';
import { createUplink } from './features/uplink.ts';
import { createUsage } from './features/usage.ts';
import { createGraphqlDoor } from './graphql/door.ts';
import { createLoaders } from './graphql/loaders.ts';
import { makeSchema, readContract } from './graphql/schema.ts';
import { createSessions } from './page/session.ts';
import { withSession } from './page/session-door.ts';
import { createRouteHandler } from './rest/routes.ts';
import { createChanges, refuseValues } from './store/index.ts';
import { createRunWork } from './workers/run-work.ts';
import { createWorkPool } from './workers/work-pool.ts';

const builtPage = fileURLToPath(new URL('../web/dist/', import.meta.url));
const keptResultsBytes = 128 * 1024 * 1024;

/** The registry: its parts in the order they start in, and where its door is once they have. */
export type Registry = { readonly parts: readonly Part[]; url(): string };

/** Wires the registry together. */
export async function createRegistry(config: Config): Promise<Registry> {
  const now = () => new Date();
  const publicUrl = () => config.REGISTRY_URL ?? door.url();
  const pool = createPool(config.REGISTRY_DATABASE_URL, 'schema-registry');
  const transact = refuseValues(createTransaction(pool));
  const changes = createChanges(config.REGISTRY_DATABASE_URL);
  const postgres = postgresPart(pool, new URL('../migrations/', import.meta.url));
  const lastUses = createLastUses(transact, now);
  const { REGISTRY_ADMIN_KEY, REGISTRY_ROUTER_KEY } = config;
  const authenticate = withRouterKey(
    REGISTRY_ROUTER_KEY,
    createAuthenticate(transact, REGISTRY_ADMIN_KEY, changes, now, lastUses.used),
  );
  const workers = createWorkPool({ threads: config.REGISTRY_WORKERS, maxMemoryMb: config.REGISTRY_WORKER_MEMORY_MB });
  const runWork = createRunWork(workers, keptResultsBytes, Date.now);
  const loaders = createLoaders(transact);
  const core: Core = { config, transact, changes, authenticate, runWork, loaders, now, newId, publicUrl };

  const isSecure = config.REGISTRY_URL?.startsWith('https:') ?? false;
  const sessions = createSessions(config.REGISTRY_ADMIN_KEY, isSecure, Date.now);

  // An area a line: what it adds is in its file.
  const signing = createSigning(config.REGISTRY_SIGNING_JWK);
  const areas: readonly Feature[] = [
    createAccess(core),
    createUplink(core, signing),
    createUsage(core),
    createNotices(core),
    createPreviews(core),
    await createPage(core, sessions, builtPage),
    createPlugin(),
  ];
  const launches = createLaunches(core, signing.sign, async (db, launch) => {
    for (const { onLaunch } of areas) await onLaunch?.(db, launch);
  });

  const checks = createChecks(core, {
    async onCheck(db, workflow) {
      for (const { onCheck } of areas) await onCheck?.(db, workflow);
    },
    async onApproval(db, approved) {
      for (const { onApproval } of areas) await onApproval?.(db, approved);
    },
  });

  const features = [launches, checks, ...areas];
  const schema = makeSchema(
    await readContract(),
    features.flatMap(({ resolvers = [] }) => resolvers),
  );
  const handler = createRouteHandler({
    ...healthRoutes([postgres, changes]),
    'POST /graphql': createGraphqlDoor(schema, authenticate, Date.now),
    ...Object.assign({}, ...features.map(({ routes }) => routes)),
  });
  const door = httpPart({
    name: 'http',
    host: config.HOST,
    port: config.HTTP_PORT,
    handler: withSession(handler, sessions),
  });
  const workersPart: Part = { name: 'workers', start: async () => undefined, stop: workers.stop };
  const parts = [postgres, changes, lastUses, workersPart, ...features.flatMap(({ parts = [] }) => parts), door];
  return { parts, url: door.url };
}
