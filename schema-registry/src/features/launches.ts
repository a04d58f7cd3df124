import type { SignLaunch } from '../domain/signing/sign-launch.ts';
import { createContractResolvers } from '../graphql/resolvers/contracts.ts';
import { createGraphResolvers } from '../graphql/resolvers/graphs.ts';
import { createLaunchDetailResolvers } from '../graphql/resolvers/launch-details.ts';
import { createLaunchResolvers } from '../graphql/resolvers/launches.ts';
import { createPublishGraphResolvers } from '../graphql/resolvers/publish-graph.ts';
import { createPublishSubgraphResolvers } from '../graphql/resolvers/publish-subgraph.ts';
import { createReads } from '../graphql/resolvers/reads.ts';
import { createVariantWriteResolvers } from '../graphql/resolvers/variant-writes.ts';
import { createVariantResolvers } from '../graphql/resolvers/variants.ts';
import { createPublishDoor } from '../rest/publish-door.ts';
import { upkeepPart } from '../upkeep-part.ts';
import { createAddLaunch, type OnLaunch } from '../use-cases/add-launch.ts';
import { createBuildContracts, createCompose } from '../use-cases/build-variant.ts';
import { createChangeVariant } from '../use-cases/change-variant.ts';
import { createDeleteVariant } from '../use-cases/delete-variant.ts';
import { createForgetDocuments } from '../use-cases/forget-documents.ts';
import { createKeepContracts } from '../use-cases/keep-contracts.ts';
import { createPromoteLaunch } from '../use-cases/promote-launch.ts';
import { createPublishContract } from '../use-cases/publish-contract.ts';
import { createPublishGraph } from '../use-cases/publish-graph.ts';
import { createPublishSubgraphs } from '../use-cases/publish-subgraphs.ts';
import { createRefuseBroken } from '../use-cases/refuse-broken.ts';
import { createRemoveSubgraph, createTryRemoval } from '../use-cases/remove-subgraph.ts';
import { createTurns } from '../use-cases/turns.ts';
import { createUpdateReadme } from '../use-cases/update-readme.ts';
import type { Core, Feature } from './feature.ts';

const hourMs = 3_600_000;

/** Graphs, what is published to them, and the launches that come of it. */
export function createLaunches(core: Core, sign: SignLaunch, onLaunch: OnLaunch): Feature {
  const { transact, authenticate, runWork, loaders, now, newId, publicUrl, config } = core;
  const { REGISTRY_MAX_SDL_BYTES: maxSdlBytes } = config;
  const reads = createReads(transact, now);
  const addLaunch = createAddLaunch(now, newId, sign, onLaunch);
  const inTurn = createTurns();
  const changeVariant = createChangeVariant(transact, inTurn, createBuildContracts(runWork), addLaunch, now);
  const compose = createCompose(runWork);
  const publishSubgraphs = createPublishSubgraphs(
    changeVariant,
    compose,
    createKeepContracts(transact, now),
    maxSdlBytes,
  );
  return {
    parts: [upkeepPart('documents', hourMs, createForgetDocuments(transact, now))],
    routes: { 'POST /api/publish': createPublishDoor(authenticate, publishSubgraphs, publicUrl) },
    resolvers: [
      createGraphResolvers(transact, reads, publicUrl),
      createVariantResolvers(transact, loaders, reads),
      createLaunchResolvers(loaders),
      createLaunchDetailResolvers(transact, loaders, publicUrl),
      createPublishSubgraphResolvers(publishSubgraphs, publicUrl),
      createPublishGraphResolvers(createPublishGraph(changeVariant, runWork, maxSdlBytes), reads),
      createContractResolvers(createPublishContract(transact, runWork, inTurn, addLaunch, now), publicUrl),
      createVariantWriteResolvers({
        removeSubgraph: createRemoveSubgraph(publishSubgraphs),
        tryRemoval: createTryRemoval(transact, compose, now),
        deleteVariant: createDeleteVariant(transact, now),
        updateReadme: createUpdateReadme(transact, now),
        promoteLaunch: createPromoteLaunch(transact, changeVariant),
        refuseBroken: createRefuseBroken(transact, now),
      }),
    ],
  };
}
