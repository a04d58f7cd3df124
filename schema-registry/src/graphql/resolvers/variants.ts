import { everyTenant, type Transaction } from '@fiscal/kit';
import { may } from '../../domain/access.ts';
import { composerVersion } from '../../domain/composition/composer-version.ts';
import type { Subgraph, Variant } from '../../domain/variant.ts';
import { contractsOf, subgraphsOf } from '../../store/index.ts';
import type { Loaders } from '../loaders.ts';
import type { Reads } from './reads.ts';
import type { Field, ResolverMap } from './resolver-map.ts';

/** What there is to read of variants and their subgraphs. Who may read a contract need not be let see its source. */
export function createVariantResolvers(transact: Transaction, { launch, text }: Loaders, reads: Reads): ResolverMap {
  const subgraphs = async ({ graphId, name, kind }: Variant) =>
    kind === 'federated' ? transact(everyTenant, (db) => subgraphsOf(db, { graphId, variant: name })) : null;
  const subgraph: Field<Variant, { name: string }> = async (variant, { name }) =>
    (await subgraphs(variant))?.find((each) => each.name === name) ?? null;
  const latestPublication: Field<Variant> = async (variant) => {
    const current = await launch(variant.currentLaunchId);
    // Of a monolith what was published, of others what clients see.
    const hash = (variant.kind === 'monolith' ? current?.inputs[0]?.sdlHash : null) ?? current?.apiHash;
    return hash ? { variant, schema: { hash } } : null;
  };
  const contracts: Field<Variant> = async ({ graphId, name }, _, { caller }) =>
    (await transact(everyTenant, (db) => contractsOf(db, { graphId, variant: name }))).filter((contract) =>
      may(caller, 'read', { graphId, variant: contract.name }),
    );
  const related =
    (nameOf: (variant: Variant) => string | null): Field<Variant> =>
    (variant, _, { caller }) =>
      reads.variant(caller, variant.graphId, nameOf(variant));
  return {
    GraphVariant: {
      id: ({ graphId, name }: Variant) => `${graphId}@${name}`,
      kind: ({ kind }: Variant) => kind.toUpperCase(),
      subgraphs,
      subgraph,
      latestPublication,
      latestLaunch: ({ latestLaunchId }: Variant) => launch(latestLaunchId),
      latestApprovedLaunch: ({ currentLaunchId }: Variant) => launch(currentLaunchId),
      sourceVariant: related(({ sourceVariant }) => sourceVariant),
      baseVariant: related(({ baseVariant }) => baseVariant),
      contracts,
      readme: ({ readme, readmeAt }: Variant) => ({ content: readme, lastUpdatedTime: readmeAt }),
      federationVersion: () => composerVersion.split('.', 2).join('.'),
    },
    Schema: { document: ({ hash, document }: { hash: string; document?: string }) => document ?? text(hash) },
    GraphVariantSubgraph: { activePartialSchema: (each: Subgraph) => each },
    SubgraphSchema: { sdl: ({ sdlHash }: Subgraph) => text(sdlHash) },
  };
}
