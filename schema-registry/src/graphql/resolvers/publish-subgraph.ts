import { Refusal } from '@fiscal/kit';
import { describeLaunch } from '../../domain/describe-launch.ts';
import { type GivenGitContext, readGitContext } from '../../domain/git-context.ts';
import type { Graph } from '../../domain/graph.ts';
import { launchUrl } from '../../domain/links.ts';
import type { PublishSubgraphs, SubgraphsPublished } from '../../use-cases/publish-subgraphs.ts';
import type { Field, ResolverMap } from './resolver-map.ts';

type Args = {
  readonly name: string;
  readonly url?: string | null;
  readonly activePartialSchema: { readonly sdl?: string | null };
  readonly graphVariant: string;
  readonly gitContext?: GivenGitContext | null;
};

type ManyArgs = Pick<Args, 'graphVariant' | 'gitContext'> & {
  readonly subgraphs: readonly { readonly name: string; readonly url?: string | null; readonly sdl: string }[];
  readonly remove: readonly string[];
};

/** `subgraph publish`, and our own publishing of several subgraphs at once. */
export function createPublishSubgraphResolvers(
  publishSubgraphs: PublishSubgraphs,
  publicUrl: () => string,
): ResolverMap {
  const publishSubgraph: Field<Graph, Args> = async ({ id: graphId }, args, { caller }) => {
    const { name, url = null, activePartialSchema, graphVariant: variant, gitContext } = args;
    const { sdl } = activePartialSchema;
    if (typeof sdl !== 'string') throw new Refusal('invalid', 'SDL_MISSING', `no schema of subgraph ${name} is given`);
    const publication = { subgraphs: [{ name, url, sdl }], remove: [] };
    const published = await publishSubgraphs(caller, { graphId, variant }, publication, readGitContext(gitContext));
    return resultOf(published, publicUrl());
  };
  const publishMany: Field<Graph, ManyArgs> = ({ id: graphId }, args, { caller }) => {
    const { graphVariant: variant, subgraphs, remove, gitContext } = args;
    const publication = { subgraphs: subgraphs.map(({ url = null, ...rest }) => ({ ...rest, url })), remove };
    return publishSubgraphs(caller, { graphId, variant }, publication, readGitContext(gitContext));
  };
  return { GraphMutation: { publishSubgraph, publishSubgraphs: publishMany } };
}

function resultOf({ created, updated, launch, latest, contracts }: SubgraphsPublished, publicUrl: string) {
  const errors = latest?.errors ?? [];
  return {
    compositionConfig: launch?.supergraphHash ? { schemaHash: launch.supergraphHash } : null,
    errors,
    updatedGateway: launch?.status === 'succeeded',
    wasCreated: created.length > 0,
    wasUpdated: created.length + updated.length > 0,
    launchCliCopy: launch ? describeLaunch(launch, contracts) : null,
    launchUrl: launch ? launchUrl(publicUrl, launch) : null,
  };
}
