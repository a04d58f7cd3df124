import type { SignLaunch } from '../domain/signing/sign-launch.ts';
import { createGraphResolvers } from '../graphql/resolvers/graphs.ts';
import { createLaunchResolvers } from '../graphql/resolvers/launches.ts';
import { createPublishSubgraphResolvers } from '../graphql/resolvers/publish-subgraph.ts';
import { createAddLaunch, type OnLaunch } from '../use-cases/add-launch.ts';
import { createBuildContracts, createCompose } from '../use-cases/build-variant.ts';
import { createChangeVariant } from '../use-cases/change-variant.ts';
import { createPublishSubgraphs } from '../use-cases/publish-subgraphs.ts';
import { createTurns } from '../use-cases/turns.ts';
import type { Core, Feature } from './feature.ts';

/** Graphs, what is published to them, and the launches that come of it. */
export function createLaunches(core: Core, sign: SignLaunch, onLaunch: OnLaunch): Feature {
  const { transact, runWork, loaders, now, newId, publicUrl, config } = core;
  const addLaunch = createAddLaunch(now, newId, sign, onLaunch);
  const changeVariant = createChangeVariant(transact, createTurns(), createBuildContracts(runWork), addLaunch, now);
  const publishSubgraphs = createPublishSubgraphs(changeVariant, createCompose(runWork), config.REGISTRY_MAX_SDL_BYTES);
  return {
    resolvers: [
      createGraphResolvers(transact, loaders, publicUrl),
      createLaunchResolvers(loaders),
      createPublishSubgraphResolvers(publishSubgraphs, publicUrl),
    ],
  };
}
