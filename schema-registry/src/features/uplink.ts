import { everyTenant, sendJson } from '@fiscal/kit';
import { parseRef } from '../domain/ref.ts';
import type { Router } from '../domain/router.ts';
import type { Signing } from '../domain/signing/sign-launch.ts';
import { createPersistedQueryResolvers } from '../graphql/resolvers/persisted-queries.ts';
import { createRouterResolvers } from '../graphql/resolvers/routers.ts';
import { chunkByHash, saveRouters, servedVariant } from '../store/index.ts';
import { createAnswerPoll } from '../uplink/answer-poll.ts';
import { createLoadAnswers, sizeOfAnswers } from '../uplink/answers.ts';
import { createKept } from '../uplink/kept.ts';
import { createManifestDoor, manifestsPath } from '../uplink/manifest-door.ts';
import { createRouters } from '../uplink/routers.ts';
import { createUplinkDoor } from '../uplink/uplink-door.ts';
import { createKeepPersistedQueryLists } from '../use-cases/keep-persisted-query-lists.ts';
import { createPaceRouters } from '../use-cases/pace-routers.ts';
import { createPublishPersistedQueries } from '../use-cases/publish-persisted-queries.ts';
import type { Core, Feature } from './feature.ts';

const mostKeptBytes = 256 * 1024 * 1024;

/** What routers ask of the registry, what it knows of them by that, and the persisted queries that they serve. */
export function createUplink(core: Core, { publicJwk }: Signing): Feature {
  const { transact, authenticate, loaders, now, newId } = core;
  const nowMs = () => now().getTime();
  const write = (some: readonly Router[]) => transact(everyTenant, (db) => saveRouters(db, some, now()));
  const routers = createRouters(write, nowMs);
  const answer = createAnswerPoll(authenticate, createAnswers(core, nowMs), routers.saw);
  const publish = createPublishPersistedQueries(transact, now);
  const lists = createKeepPersistedQueryLists(transact, now, newId);
  return {
    parts: [routers],
    resolvers: [
      createRouterResolvers(transact, routers.of, loaders, createPaceRouters(transact, now)),
      createPersistedQueryResolvers(transact, publish, lists),
    ],
    routes: {
      'POST /uplink': createUplinkDoor(answer),
      [`GET ${manifestsPath}*`]: createManifestDoor((hash) => transact(everyTenant, (db) => chunkByHash(db, hash))),
      'GET /api/signing-key': async (_, response) => sendJson(response, 200, publicJwk),
    },
  };
}

function createAnswers({ transact, changes, publicUrl }: Core, nowMs: () => number) {
  const read = async (text: string) => {
    const ref = parseRef(text);
    return ref && transact(everyTenant, (db) => servedVariant(db, ref));
  };
  return createKept(createLoadAnswers(read, publicUrl), sizeOfAnswers, mostKeptBytes, changes, nowMs);
}
