import { Refusal } from '@fiscal/kit';
import { describeLaunch } from '../../domain/describe-launch.ts';
import type { Graph } from '../../domain/graph.ts';
import { launchUrl } from '../../domain/links.ts';
import type { TagFilter, Variant } from '../../domain/variant.ts';
import type { ContractPublished, PublishContract } from '../../use-cases/publish-contract.ts';
import type { Field, ResolverMap } from './resolver-map.ts';

type Args = {
  readonly contractVariantName: string;
  readonly sourceVariant?: string | null;
  readonly filterConfig: TagFilter;
  readonly initiateLaunch: boolean;
};

/** `contract publish` and `contract describe`. */
export function createContractResolvers(publishContract: PublishContract, publicUrl: () => string): ResolverMap {
  const upsertContractVariant: Field<Graph, Args> = async ({ id: graphId }, args, { caller }) => {
    const { contractVariantName: variant, sourceVariant = null, filterConfig, initiateLaunch: launches } = args;
    try {
      const config = { sourceVariant, filter: tidy(filterConfig), launches };
      return resultOf(await publishContract(caller, { graphId, variant }, config), publicUrl());
    } catch (error) {
      if (!(error instanceof Refusal) || error.kind === 'unavailable') throw error;
      return { __typename: 'ContractVariantUpsertErrors', errorMessages: [error.message] };
    }
  };
  return {
    GraphMutation: { upsertContractVariant },
    GraphVariant: { contractFilterConfigDescription: ({ filter }: Variant) => filter && describe(filter) },
  };
}

function resultOf(published: ContractPublished, publicUrl: string) {
  if ('errors' in published) {
    const errorMessages = published.errors.map(({ message }) => message);
    return { __typename: 'ContractVariantUpsertErrors', errorMessages };
  }
  const { contract, launch } = published;
  return {
    __typename: 'ContractVariantUpsertSuccess',
    contractVariant: contract,
    launchUrl: launch ? launchUrl(publicUrl, launch) : null,
    launchCliCopy: launch ? describeLaunch(launch, []) : 'It is served from the next launch of its source on.',
  };
}

/** The same filter is always written the same way. */
function tidy({ include, exclude, hideUnreachableTypes }: TagFilter): TagFilter {
  const sorted = (tags: readonly string[]) => [...new Set(tags)].sort();
  return { include: sorted(include), exclude: sorted(exclude), hideUnreachableTypes };
}

function describe({ include, exclude, hideUnreachableTypes }: TagFilter): string {
  const list = (tags: readonly string[]) => (tags.length > 0 ? tags.join(', ') : 'none');
  return [
    `Included tags: ${include.length > 0 ? include.join(', ') : 'all'}`,
    `Excluded tags: ${list(exclude)}`,
    `Types that cannot be reached are ${hideUnreachableTypes ? 'hidden' : 'shown'}`,
  ].join('\n');
}
