import { Refusal } from '@fiscal/kit';
import { composerVersion } from '../../domain/composition/composer-version.ts';
import type { Graph } from '../../domain/graph.ts';
import type { GraphRef } from '../../domain/ref.ts';
import type { Variant } from '../../domain/variant.ts';
import type { DeleteVariant } from '../../use-cases/delete-variant.ts';
import type { PromoteLaunch } from '../../use-cases/promote-launch.ts';
import type { RefuseBroken } from '../../use-cases/refuse-broken.ts';
import type { RemoveSubgraph } from '../../use-cases/remove-subgraph.ts';
import type { UpdateReadme } from '../../use-cases/update-readme.ts';
import type { Field, ResolverMap } from './resolver-map.ts';

/** What can be done to a variant besides publishing to it. */
export type VariantWrites = {
  readonly removeSubgraph: RemoveSubgraph;
  readonly tryRemoval: RemoveSubgraph;
  readonly deleteVariant: DeleteVariant;
  readonly updateReadme: UpdateReadme;
  readonly promoteLaunch: PromoteLaunch;
  readonly refuseBroken: RefuseBroken;
};

type Removal = { readonly graphVariant: string; readonly name: string; readonly dryRun: boolean };

/** `subgraph delete`, `graph delete`, `readme publish`, and our own promotion of launches. */
export function createVariantWriteResolvers(writes: VariantWrites): ResolverMap {
  const removal: Field<Graph, Removal> = async (
    { id: graphId },
    { graphVariant: variant, name, dryRun },
    { caller },
  ) => {
    const remove = dryRun ? writes.tryRemoval : writes.removeSubgraph;
    const { errors, isServed } = await remove(caller, { graphId, variant }, name);
    return { errors, updatedGateway: isServed };
  };
  const remove: Field<Variant> = async (variant, _, { caller }) => {
    if (await writes.deleteVariant(caller, refOf(variant))) return { deleted: true };
    throw new Refusal('not_found', 'VARIANT_NOT_FOUND', `there is no ${variant.graphId}@${variant.name}`);
  };
  return {
    GraphMutation: { removeImplementingServiceAndTriggerComposition: removal },
    GraphVariantMutation: {
      delete: remove,
      updateVariantReadme: ((variant, { readme }, { caller }) =>
        writes.updateReadme(caller, refOf(variant), readme)) satisfies Field<Variant, { readme: string }>,
      updateVariantFederationVersion: ((variant, { version }) => {
        requireSupported(version ?? null);
        return variant;
      }) satisfies Field<Variant, { version?: string | null }>,
      promoteLaunch: ((variant, { launchId }, { caller }) =>
        writes.promoteLaunch(caller, refOf(variant), launchId)) satisfies Field<Variant, { launchId: string }>,
      refuseBroken: ((variant, { refuses }, { caller }) =>
        writes.refuseBroken(caller, refOf(variant), refuses)) satisfies Field<Variant, { refuses: boolean }>,
    },
  };
}

function refOf({ graphId, name }: Variant): GraphRef {
  return { graphId, variant: name };
}

/** There is one composer for all, and it takes what is of an earlier version of Federation 2: nothing is to be set. */
function requireSupported(track: string | null): void {
  if (track === null) return;
  const [, major = 0, minor = 0] = /^FED_(\d+)_(\d+)$/.exec(track)?.map(Number) ?? [];
  const [highestMajor = 0, highestMinor = 0] = composerVersion.split('.').map(Number);
  if (major === highestMajor && minor <= highestMinor) return;
  const message = `Federation ${major}.${minor} is not composed here: ${highestMajor}.0 to ${highestMajor}.${highestMinor} are`;
  throw new Refusal('invalid', 'FEDERATION_VERSION_UNSUPPORTED', message);
}
