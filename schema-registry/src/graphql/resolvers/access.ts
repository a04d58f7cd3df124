import { everyTenant, Refusal, type Transaction } from '@fiscal/kit';
import { type Caller, everyGraph, type Grant, may, type Permission } from '../../domain/access.ts';
import type { AuditEntry } from '../../domain/audit.ts';
import type { Graph } from '../../domain/graph.ts';
import { pageSize } from '../../domain/page.ts';
import { allGraphs, auditOf } from '../../store/index.ts';
import type { CreateGraph } from '../../use-cases/create-graph.ts';
import type { Reads } from './reads.ts';
import type { Field, ResolverMap } from './resolver-map.ts';

/** The organisation that a registry is of, as everything that is of it is told of. */
export type Organization = { readonly id: string };

type AuditPage = { readonly first: number; readonly before?: string | null };
type NewGraph = { readonly id: string; readonly title: string };

const permissions: readonly Permission[] = ['read', 'check', 'publish', 'report', 'manage'];

/** Who asks, what of the organisation they may see, and what was done in it. */
export function createAccessResolvers(
  transact: Transaction,
  reads: Reads,
  createGraph: CreateGraph,
  organizationId: string,
): ResolverMap {
  const organization: Field<unknown, { id: string }> = (_, { id }, { caller }) =>
    id === organizationId && caller.grants.length > 0 ? { id } : null;
  const graphs: Field<Organization> = async (_, __, { caller }) =>
    (await transact(everyTenant, allGraphs)).filter(({ id }) => may(caller, 'read', { graphId: id }));
  const audit = (graphId: string | null, { first, before }: AuditPage) =>
    transact(everyTenant, (db) =>
      auditOf(db, graphId, { before: before ? Number(before) || 0 : null, limit: pageSize(first) }),
    );
  const makeGraph: Field<Organization, NewGraph> = async (_, { id, title }, { caller }) => {
    try {
      return { __typename: 'Graph', ...(await createGraph(caller, id, title)) };
    } catch (error) {
      if (!(error instanceof Refusal) || error.kind === 'unavailable') throw error;
      return { __typename: 'GraphCreationError', message: error.message };
    }
  };
  const allowed: Field<unknown, { graphId: string; variant?: string | null; subgraph?: string | null }> = (
    _,
    args,
    { caller },
  ) => {
    const { graphId, variant, subgraph } = args;
    const target = { graphId, ...(variant ? { variant } : {}), ...(subgraph ? { subgraph } : {}) };
    return permissions.filter((each) => may(caller, each, target)).map((each) => each.toUpperCase());
  };
  return {
    Query: { me: (_: unknown, __: unknown, { caller }) => whoIs(caller, reads), organization, permissions: allowed },
    Mutation: { organization },
    User: { memberships: () => [{ account: { id: organizationId } }] },
    Organization: {
      name: () => organizationId,
      graphs,
      offlineLicense: () => null,
      audit: ((_, page, { caller }) => {
        requireManager(caller, everyGraph);
        return audit(null, page);
      }) satisfies Field<Organization, AuditPage>,
    },
    OrganizationMutation: { createGraph: makeGraph },
    Graph: {
      account: () => ({ id: organizationId }),
      audit: (({ id }, page, { caller }) => {
        requireManager(caller, id);
        return audit(id, page);
      }) satisfies Field<Graph, AuditPage>,
    },
    AuditEntry: { id: ({ id }: AuditEntry) => String(id) },
  };
}

/** The key of one graph is that graph, as far as rover can tell; every other is a user. */
async function whoIs(caller: Caller, reads: Reads) {
  if (caller.grants.length === 0) return null;
  const graphId = onlyGraph(caller.grants);
  const graph = graphId === undefined ? null : await reads.graph(caller, graphId);
  if (graph) return { __typename: 'Graph', ...graph };
  return { __typename: 'User', id: caller.keyId, asActor: { type: 'USER', actorId: caller.keyId } };
}

function onlyGraph(grants: readonly Grant[]): string | undefined {
  const [graphId, ...others] = new Set(grants.map((grant) => grant.graphId));
  return graphId === everyGraph || others.length > 0 ? undefined : graphId;
}

function requireManager(caller: Caller, graphId: string): void {
  if (may(caller, 'manage', { graphId })) return;
  throw new Refusal('forbidden', 'FORBIDDEN', 'this key may not see what was done');
}
