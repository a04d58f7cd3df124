import type { Db } from '@fiscal/kit';
import type { SubgraphSource } from '../domain/composition/composition.ts';
import type { Launch } from '../domain/launch.ts';
import type { GraphRef } from '../domain/ref.ts';
import type { Variant } from '../domain/variant.ts';
import { contractsOf, documentsByHash, launchesByIds, subgraphsOf, variantByRef } from '../store/index.ts';

/** A variant with all that a publish starts from, as it is at one time. */
export type State = {
  readonly variant: Variant | undefined;
  readonly sources: readonly SubgraphSource[];
  readonly contracts: readonly Variant[];
  readonly latest: Launch | undefined;
};

/** Reads the state of a variant, which may not be there yet. */
export async function readState(db: Db, ref: GraphRef): Promise<State> {
  const variant = await variantByRef(db, ref);
  if (!variant) return { variant, sources: [], contracts: [], latest: undefined };
  const subgraphs = await subgraphsOf(db, ref);
  const texts = await documentsByHash(
    db,
    subgraphs.map(({ sdlHash }) => sdlHash),
  );
  const [latest] = variant.latestLaunchId ? await launchesByIds(db, [variant.latestLaunchId]) : [];
  return {
    variant,
    sources: subgraphs.map(({ name, url, sdlHash }) => ({ name, url, sdl: texts.get(sdlHash) ?? '' })),
    contracts: await contractsOf(db, ref),
    latest,
  };
}
