import { type Db, Refusal } from '@fiscal/kit';
import type { SubgraphSource } from '../domain/composition/composition.ts';
import type { Launch } from '../domain/launch.ts';
import { type Preview, previewOf } from '../domain/previews.ts';
import { type GraphRef, isVariantName } from '../domain/ref.ts';
import type { Variant } from '../domain/variant.ts';
import { contractsOf, documentsByHash, launchesByIds, previewsOf, subgraphsOf, variantByRef } from '../store/index.ts';

/** A variant with all that a publish starts from, as it is at one time. */
export type State = {
  readonly variant: Variant | undefined;
  readonly sources: readonly SubgraphSource[];
  readonly contracts: readonly Variant[];
  readonly latest: Launch | undefined;
  /** What it is a preview of, by its name; one that is not there yet has the subgraphs of that. */
  readonly preview: Preview | undefined;
};

/**
 * Reads the state of a variant, which may not be there yet.
 * @throws Refusal `VARIANT_NAME_INVALID`
 */
export async function readState(db: Db, ref: GraphRef, now: Date): Promise<State> {
  const { graphId } = ref;
  if (!isVariantName(ref.variant)) {
    throw new Refusal('invalid', 'VARIANT_NAME_INVALID', 'a variant cannot have this name');
  }
  const variant = await variantByRef(db, ref);
  const preview = previewOf(await previewsOf(db, graphId), ref.variant, now);
  if (variant) {
    const [latest] = variant.latestLaunchId ? await launchesByIds(db, [variant.latestLaunchId]) : [];
    return { variant, sources: await readSources(db, ref), contracts: await contractsOf(db, ref), latest, preview };
  }
  const sources = preview ? await readSources(db, { graphId, variant: preview.baseVariant }) : [];
  return { variant, sources, contracts: [], latest: undefined, preview };
}

async function readSources(db: Db, ref: GraphRef): Promise<readonly SubgraphSource[]> {
  const subgraphs = await subgraphsOf(db, ref);
  const texts = await documentsByHash(
    db,
    subgraphs.map(({ sdlHash }) => sdlHash),
  );
  return subgraphs.map(({ name, url, sdlHash }) => ({ name, url, sdl: texts.get(sdlHash) ?? '' }));
}
