import type { Field, ResolverMap } from './resolver-map.ts';

const message = 'this registry keeps no graph artifacts: launches are what it serves';

/** `graph-artifact …`: there are none, and rover is told so in its own terms. */
export function createArtifactResolvers(): ResolverMap {
  const none: Field<unknown> = () => null;
  const refuse: Field<unknown> = () => ({ __typename: 'BadInputError', message });
  return {
    Query: {
      graphArtifactByDigest: none,
      graphArtifactById: none,
      graphArtifactTag: none,
      graphArtifactTags: () => ({ edges: [], pageInfo: { endCursor: null, hasNextPage: false } }),
    },
    Mutation: { assignGraphArtifactTag: refuse, deleteGraphArtifactTag: refuse },
  };
}
