import type { Db } from '@fiscal/kit';
import { type CheckSettings, readCheckSettings } from '../../domain/checks/check-settings.ts';
import type { SubgraphSource } from '../../domain/composition/composition.ts';
import type { GraphRef } from '../../domain/ref.ts';
import type { Variant } from '../../domain/variant.ts';
import { contractsOf, documentsByHash, launchesByIds, subgraphsOf, variantByRef } from '../../store/index.ts';

/** What is served for a variant, and what its checks go by. */
export type Served = {
  readonly variant: Variant;
  readonly settings: CheckSettings;
  /** Null before a first good launch, and of a monolith the supergraph always. */
  readonly apiSdl: string | null;
  readonly supergraphSdl: string | null;
};

/** All that a check of a variant starts from, as it is at one time. */
export type CheckState = Served & {
  readonly sources: readonly SubgraphSource[];
  /** What clients have that the change is held against: of a preview, what its base serves. */
  readonly base: Served;
  readonly contracts: readonly Served[];
};

/** Reads what a check starts from; undefined where there is no such variant. */
export async function readCheckState(db: Db, ref: GraphRef): Promise<CheckState | undefined> {
  const variant = await variantByRef(db, ref);
  if (!variant) return undefined;
  const { graphId, baseVariant } = variant;
  const base = baseVariant === null ? undefined : await variantByRef(db, { graphId, variant: baseVariant });
  const [subgraphs, contracts] = [await subgraphsOf(db, ref), await contractsOf(db, ref)];
  const texts = await documentsByHash(
    db,
    subgraphs.map(({ sdlHash }) => sdlHash),
  );
  const served = await readServed(db, variant);
  const servedContracts: Served[] = [];
  for (const contract of contracts) servedContracts.push(await readServed(db, contract));
  return {
    ...served,
    sources: subgraphs.map(({ name, url, sdlHash }) => ({ name, url, sdl: texts.get(sdlHash) ?? '' })),
    base: base ? await readServed(db, base) : served,
    contracts: servedContracts,
  };
}

async function readServed(db: Db, variant: Variant): Promise<Served> {
  const settings = readCheckSettings(variant.settings.checks);
  const [launch] = variant.currentLaunchId ? await launchesByIds(db, [variant.currentLaunchId]) : [];
  const hashes = [launch?.apiHash, launch?.supergraphHash].filter((hash) => typeof hash === 'string');
  const texts = await documentsByHash(db, hashes);
  const textOf = (hash: string | null | undefined) => (hash ? (texts.get(hash) ?? null) : null);
  return { variant, settings, apiSdl: textOf(launch?.apiHash), supergraphSdl: textOf(launch?.supergraphHash) };
}
