import { Refusal } from '@fiscal/kit';
import { hashOf } from '../../domain/document.ts';
import { type GivenGitContext, readGitContext } from '../../domain/git-context.ts';
import type { Graph } from '../../domain/graph.ts';
import type { GraphRef } from '../../domain/ref.ts';
import type { Variant } from '../../domain/variant.ts';
import type { GraphPublished, PublishGraph } from '../../use-cases/publish-graph.ts';
import type { Reads } from './reads.ts';
import type { Field, ResolverMap } from './resolver-map.ts';

type Args = {
  readonly tag: string;
  readonly schemaDocument?: string | null;
  readonly gitContext?: GivenGitContext | null;
};

/** `graph publish`: what is refused is said in its own answer, so that rover shows it. */
export function createPublishGraphResolvers(publishGraph: PublishGraph, reads: Reads): ResolverMap {
  const uploadSchema: Field<Graph, Args> = async ({ id: graphId }, args, { caller }) => {
    const { tag: variant, schemaDocument: sdl, gitContext } = args;
    const ref = { graphId, variant };
    try {
      if (typeof sdl !== 'string') throw new Refusal('invalid', 'SDL_MISSING', 'no schema is given');
      const published = await publishGraph(caller, ref, sdl, readGitContext(gitContext));
      return succeeded(published, ref, sdl, await reads.variant(caller, graphId, variant));
    } catch (error) {
      if (!(error instanceof Refusal) || error.kind === 'unavailable') throw error;
      return { code: error.code, message: error.message, success: false, publication: null };
    }
  };
  return { GraphMutation: { uploadSchema } };
}

function succeeded({ launch, changes }: GraphPublished, ref: GraphRef, sdl: string, variant: Variant | null) {
  const publication = {
    // Who may publish but not read still learns what it published to.
    variant: variant ?? { graphId: ref.graphId, name: ref.variant },
    schema: { hash: hashOf(sdl), document: sdl },
    diffToPrevious: changes && { changeSummary: changes },
  };
  if (!launch) return { code: 'NO_CHANGES', message: 'nothing changed', success: true, publication };
  return { code: 'UPLOAD_SUCCESS', message: `launch ${launch.number} is served`, success: true, publication };
}
