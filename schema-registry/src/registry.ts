import {
  createPool,
  createTransaction,
  healthRoutes,
  httpPart,
  type Part,
  postgresPart,
  routeHandler,
} from '@fiscal/kit';
import { v7 as newId } from 'uuid';
import { createAuthenticate } from './access/authenticate.ts';
import { createLastUses } from './access/last-uses.ts';
import type { Config } from './config.ts';
import { createGraphqlDoor } from './graphql/door.ts';
import { createLoaders } from './graphql/loaders.ts';
import { createGraphResolvers } from './graphql/resolvers/graphs.ts';
import { createLaunchResolvers } from './graphql/resolvers/launches.ts';
import { createPublishSubgraphResolvers } from './graphql/resolvers/publish-subgraph.ts';
import { makeSchema, readContract } from './graphql/schema.ts';
import { createChanges } from './store/index.ts';
import { createAddLaunch } from './use-cases/add-launch.ts';
import { createBuildContracts, createCompose } from './use-cases/build-variant.ts';
import { createChangeVariant } from './use-cases/change-variant.ts';
import { createPublishSubgraphs } from './use-cases/publish-subgraphs.ts';
import { createTurns } from './use-cases/turns.ts';
import { createRunWork } from './workers/run-work.ts';
import { createWorkPool } from './workers/work-pool.ts';

const keptResultsBytes = 128 * 1024 * 1024;

/** The registry: its parts in the order they start in, and where its door is once they have. */
export type Registry = { readonly parts: readonly Part[]; url(): string };

/** Wires the registry together. */
export async function createRegistry(config: Config): Promise<Registry> {
  const now = () => new Date();
  const pool = createPool(config.REGISTRY_DATABASE_URL, 'schema-registry');
  const transact = createTransaction(pool);
  const changes = createChanges(config.REGISTRY_DATABASE_URL);
  const postgres = postgresPart(pool, new URL('../migrations/', import.meta.url));
  const lastUses = createLastUses(transact, now);
  const authenticate = createAuthenticate(transact, config.REGISTRY_ADMIN_KEY, changes, now, lastUses.used);

  const workers = createWorkPool({ threads: config.REGISTRY_WORKERS, maxMemoryMb: config.REGISTRY_WORKER_MEMORY_MB });
  const runWork = createRunWork(workers, keptResultsBytes, Date.now);
  const addLaunch = createAddLaunch(
    now,
    newId,
    () => null,
    async () => undefined,
  );
  const buildContracts = createBuildContracts(runWork);
  const changeVariant = createChangeVariant(transact, createTurns(), buildContracts, addLaunch, now);
  const publishSubgraphs = createPublishSubgraphs(changeVariant, createCompose(runWork), config.REGISTRY_MAX_SDL_BYTES);

  const publicUrl = () => config.REGISTRY_URL ?? door.url();
  const loaders = createLoaders(transact);
  const schema = makeSchema(await readContract(), [
    createGraphResolvers(transact, loaders, publicUrl),
    createLaunchResolvers(loaders),
    createPublishSubgraphResolvers(publishSubgraphs, publicUrl),
  ]);
  const handler = routeHandler({
    ...healthRoutes([postgres, changes]),
    'POST /graphql': createGraphqlDoor(schema, authenticate, Date.now),
  });
  const door = httpPart({ name: 'http', host: config.HOST, port: config.HTTP_PORT, handler });
  const workersPart = { name: 'workers', start: async () => undefined, stop: workers.stop };
  return { parts: [postgres, changes, lastUses, workersPart, door], url: door.url };
}
