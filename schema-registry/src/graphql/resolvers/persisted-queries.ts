import { everyTenant, Refusal, type Transaction } from '@fiscal/kit';
import { may } from '../../domain/access.ts';
import type { Graph } from '../../domain/graph.ts';
import type { PersistedQuery, PersistedQueryList } from '../../domain/persisted-queries/persisted-query.ts';
import type { Variant } from '../../domain/variant.ts';
import {
  countQueries,
  queryListOfVariant,
  queryListsOf,
  variantByRef,
  variantsOfQueryList,
} from '../../store/index.ts';
import type { KeepPersistedQueryLists } from '../../use-cases/keep-persisted-query-lists.ts';
import type { PublishPersistedQueries, QueriesPublished } from '../../use-cases/publish-persisted-queries.ts';
import type { Field, ResolverMap } from './resolver-map.ts';

type GivenQuery = {
  readonly id: string;
  readonly name: string;
  readonly type: 'QUERY' | 'MUTATION' | 'SUBSCRIPTION';
  readonly body: string;
  readonly clientName?: string | null;
};

type ListOfGraph = { readonly graphId: string; readonly listId: string };

/** `persisted-queries publish`, and the lists that it publishes to. */
export function createPersistedQueryResolvers(
  transact: Transaction,
  publish: PublishPersistedQueries,
  lists: KeepPersistedQueryLists,
): ResolverMap {
  const publishOperations: Field<ListOfGraph, { operations?: readonly GivenQuery[] | null }> = async (
    { graphId, listId },
    { operations },
    { caller },
  ) => {
    try {
      return resultOf(await publish(caller, graphId, listId, (operations ?? []).map(toQuery)));
    } catch (error) {
      if (error instanceof Refusal && error.kind === 'forbidden') {
        return { __typename: 'PermissionError', message: error.message };
      }
      throw error;
    }
  };
  const link: Field<Variant, { listId?: string | null }> = async ({ graphId, name }, { listId = null }, { caller }) => {
    const ref = { graphId, variant: name };
    await lists.link(caller, ref, listId);
    return transact(everyTenant, (db) => variantByRef(db, ref));
  };
  const create: Field<Graph, { name: string }> = ({ id }, { name }, { caller }) => lists.create(caller, id, name);
  const ofGraph: Record<string, Field<Graph, never>> = {
    persistedQueryLists: ({ id }) => transact(everyTenant, (db) => queryListsOf(db, id)),
    persistedQueryList: async ({ id: graphId }, { id }: { id: string }) =>
      (await transact(everyTenant, (db) => queryListsOf(db, graphId))).find((list) => list.id === id) ?? null,
  };
  const ofVariant: Field<Variant> = async ({ graphId, name }) =>
    (await transact(everyTenant, (db) => queryListOfVariant(db, { graphId, variant: name }))) ?? null;
  return {
    Graph: ofGraph,
    GraphVariant: { persistedQueryList: ofVariant },
    PersistedQueryList: {
      operationCount: ({ id }: PersistedQueryList) => transact(everyTenant, (db) => countQueries(db, id)),
      variants: (async ({ id }, _, { caller }) =>
        (await transact(everyTenant, (db) => variantsOfQueryList(db, id)))
          .filter((ref) => may(caller, 'read', ref))
          .map(({ variant }) => variant)) satisfies Field<PersistedQueryList>,
    },
    GraphMutation: {
      persistedQueryList: ({ id: graphId }: Graph, { id: listId }: { id: string }): ListOfGraph => ({
        graphId,
        listId,
      }),
      createPersistedQueryList: create,
    },
    GraphVariantMutation: { linkPersistedQueryList: link },
    PersistedQueryListMutation: { publishOperations },
  };
}

function toQuery({ type, clientName, ...query }: GivenQuery): PersistedQuery {
  // The contract has the same three, in capitals.
  return { ...query, type: type.toLowerCase() as PersistedQuery['type'], clientName: clientName ?? '' };
}

function resultOf(published: QueriesPublished) {
  if ('conflict' in published) {
    const message = `operation ${published.conflict} has another body already: what stands for an id never changes`;
    return { __typename: 'CannotModifyOperationBodyError', message };
  }
  const { list, revision, counts } = published;
  return {
    __typename: 'PublishOperationsResult',
    unchanged: counts.added + counts.updated === 0,
    build: { revision, list: { ...list, revision }, publish: { operationCounts: counts } },
  };
}
