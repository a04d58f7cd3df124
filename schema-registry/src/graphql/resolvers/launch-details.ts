import { everyTenant, type Transaction } from '@fiscal/kit';
import { may } from '../../domain/access.ts';
import type { Launch, LaunchInput } from '../../domain/launch.ts';
import { launchUrl } from '../../domain/links.ts';
import { pageSize } from '../../domain/page.ts';
import type { Variant } from '../../domain/variant.ts';
import { launchesOf, previousGoodLaunch } from '../../store/index.ts';
import type { Loaders } from '../loaders.ts';
import type { Field, ResolverMap } from './resolver-map.ts';

/** What there is to read of launches beyond what rover asks for. */
export function createLaunchDetailResolvers(
  transact: Transaction,
  { launch, text, variant }: Loaders,
  publicUrl: () => string,
): ResolverMap {
  const textOf = (hash: string | null) => (hash === null ? null : text(hash));
  const isCurrent: Field<Launch> = async ({ id, graphId, variant: name }) =>
    (await variant({ graphId, variant: name }))?.currentLaunchId === id;
  const launches: Field<Variant, { first: number; before?: number | null }> = (
    { graphId, name },
    { first, before },
  ) => {
    const page = { before: before ?? null, limit: pageSize(first) };
    return transact(everyTenant, (db) => launchesOf(db, { graphId, variant: name }, page));
  };
  const one: Field<Variant, { id: string }> = async ({ graphId, name }, { id }) => {
    const found = await launch(id);
    return found?.graphId === graphId && found.variant === name ? found : null;
  };
  const source: Field<Launch> = async ({ sourceLaunchId }, _, { caller }) => {
    const found = await launch(sourceLaunchId);
    return found && may(caller, 'read', found) ? found : null;
  };
  const previous: Field<Launch> = (each) => transact(everyTenant, (db) => previousGoodLaunch(db, each));
  return {
    GraphVariant: { currentLaunch: ({ currentLaunchId }: Variant) => launch(currentLaunchId), launches, launch: one },
    Launch: {
      status: ({ status }: Launch) => status.toUpperCase(),
      cause: ({ cause }: Launch) => cause.toUpperCase(),
      isCurrent,
      source,
      // What a contract hides is not to be had by what it was made of.
      subgraphs: ({ inputs, cause }: Launch) => (cause === 'contract' ? [] : inputs),
      supergraph: ({ supergraphHash }: Launch) => textOf(supergraphHash),
      apiSchema: ({ apiHash }: Launch) => textOf(apiHash),
      previous,
      url: (each: Launch) => launchUrl(publicUrl(), each),
    },
    LaunchSubgraph: {
      hash: ({ sdlHash }: LaunchInput) => sdlHash,
      sdl: ({ sdlHash }: LaunchInput) => text(sdlHash),
    },
  };
}
