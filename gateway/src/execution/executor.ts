import './telemetry-off.ts';
import type { Supergraph } from '@apollo/federation-internals';
import { executeQueryPlan } from '@apollo/gateway';
import type { QueryPlan } from '@apollo/query-planner';
import { log, Refusal } from '@fiscal/kit';
import type { GraphQLSchema } from 'graphql';
import type { Operation, Params, Result } from '../operation.ts';
import { internalError, toPublicError } from './errors.ts';
import type { Call, SubgraphClient, SubgraphRequest } from './subgraph-client.ts';

/** Runs a plan. What fails is told in the result's `errors`; nothing is thrown. */
export type Executor = (
  plan: QueryPlan,
  operation: Operation,
  variables: Params['variables'],
  call: Call,
) => Promise<Result>;

type Sources = Parameters<typeof executeQueryPlan>[1];
type RequestContext = Parameters<typeof executeQueryPlan>[2];

/** Makes the executor of a supergraph over `@apollo/gateway`'s own: this file is the whole of the acquaintance. */
export function createExecutor(
  supergraph: Supergraph,
  schema: GraphQLSchema,
  clients: ReadonlyMap<string, SubgraphClient>,
): Executor {
  const supergraphSchema = supergraph.schema.toGraphQLJSSchema();
  const apiSchema = supergraph.apiSchema();
  const sources: Sources = Object.fromEntries([...clients].map(([name, client]) => [name, toSource(client)]));
  return async (plan, { node, fragments }, variables, call) => {
    // The executor reads these fields of Apollo Server's request context and no others.
    const context = { request: { variables }, context: call, metrics: {}, logger: log } as unknown as RequestContext;
    const operationContext = { schema, operation: node, fragments: { ...fragments } };
    try {
      return toResult(await executeQueryPlan(plan, sources, context, operationContext, supergraphSchema, apiSchema));
    } catch (error) {
      return { data: 'null', errors: [toPublicError(error)] };
    }
  };
}

type ExecutorResult = Awaited<ReturnType<typeof executeQueryPlan>>;

/** Nulls that the executor made of values unfit for the schema, it tells in an extension instead of in `errors`. */
function toResult({ data, errors, extensions }: ExecutorResult): Result {
  const completion = (extensions?.valueCompletion ?? []) as readonly unknown[];
  const shown = [...(errors ?? []).map(toPublicError), ...completion.map(toCompletionError)];
  return { data: JSON.stringify(data ?? null), ...(shown.length > 0 ? { errors: shown } : {}) };
}

function toCompletionError(error: unknown): ReturnType<typeof toPublicError> {
  log.error({ err: error }, 'a subgraph answered against the schema');
  // GraphQLErrors by construction; their messages name fields of the client's own schema.
  const { message, path } = error as { message: string; path?: readonly (string | number)[] };
  return { ...internalError(), message, ...(path ? { path } : {}) };
}

function toSource(client: SubgraphClient): Sources[string] {
  return {
    process: async ({ request, context }) => {
      // Put there by this file; the library types it for every kind of server.
      const call = context as Call;
      try {
        const answer = await client.fetch(toSubgraphRequest(request), call);
        return { data: answer.data, errors: answer.errors } as Awaited<ReturnType<Sources[string]['process']>>;
      } catch (error) {
        if (call.signal?.aborted) return failure('nobody waits for the answer any more', 'CLIENT_GONE');
        if (!(error instanceof Refusal)) throw error;
        log.warn({ err: error }, 'a subgraph could not be asked');
        return failure(error.message, error.code);
      }
    },
  };
}

function failure(message: string, code: string) {
  return { data: null, errors: [{ message, path: [], extensions: { code } }] };
}

function toSubgraphRequest(request: { query?: string; operationName?: string; variables?: object }): SubgraphRequest {
  const { query = '', operationName, variables } = request;
  return { query, operationName, variables: variables as SubgraphRequest['variables'] };
}
