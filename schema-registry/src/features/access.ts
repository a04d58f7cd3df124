import { randomBytes } from 'node:crypto';
import { createAccessResolvers } from '../graphql/resolvers/access.ts';
import { createArtifactResolvers } from '../graphql/resolvers/artifacts.ts';
import { createKeyResolvers } from '../graphql/resolvers/keys.ts';
import { createReads } from '../graphql/resolvers/reads.ts';
import { createRenameKey, createRevokeKey, createRotateKey } from '../use-cases/change-key.ts';
import { createCreateGraph } from '../use-cases/create-graph.ts';
import { createCreateKey } from '../use-cases/create-key.ts';
import type { Core, Feature } from './feature.ts';

/** Who may do what, and what was done. */
export function createAccess({ transact, now, newId, config }: Core): Feature {
  const { REGISTRY_ORGANIZATION: organization } = config;
  const random = () => randomBytes(32);
  const writes = {
    createKey: createCreateKey(transact, organization, now, newId, random),
    renameKey: createRenameKey(transact, now),
    revokeKey: createRevokeKey(transact, now),
    rotateKey: createRotateKey(transact, organization, now, random),
  };
  const reads = createReads(transact, now);
  return {
    resolvers: [
      createAccessResolvers(transact, reads, createCreateGraph(transact, now), organization),
      createKeyResolvers(transact, writes),
      createArtifactResolvers(),
    ],
  };
}
