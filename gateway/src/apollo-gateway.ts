import type { IncomingHttpHeaders } from 'node:http';
import type { Identity } from '@fiscal/kit';
import { buildSchema, GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { dataOfText } from './apollo-text.ts';
import type { CurrentGraph, Reloaded } from './graph/current-graph.ts';
import type { Result } from './operation.ts';
import type { RouterOptions, RouterRequest } from './router.ts';

/** What Apollo Server tells of a request; of more than this, nothing is looked at. */
type RequestContext = {
  readonly request: {
    readonly variables?: Record<string, unknown>;
    readonly http?: { readonly headers: Iterable<[string, string]> };
  };
  readonly source: string;
  readonly operationName: string | null;
  readonly context: unknown;
};

type ExecutionResult = {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLError[];
  readonly extensions?: Record<string, unknown>;
};

type OnSchema = (schema: { readonly apiSchema: GraphQLSchema; readonly coreSupergraphSdl: string }) => void;

/** Apollo Server's `GatewayInterface`. */
export type ApolloGateway = {
  load(): Promise<{ readonly executor: (context: RequestContext) => Promise<ExecutionResult> }>;
  onSchemaLoadOrUpdate(callback: OnSchema): () => void;
  stop(): Promise<void>;
};

/**
 * Makes what Apollo Server takes for its gateway. Only here a schema is made on the main thread: Apollo Server parses and
 * validates by it, and answers what is not valid itself.
 */
export function createApolloGateway(
  run: (request: RouterRequest) => Promise<Result>,
  graphs: CurrentGraph,
  { supergraphSdl, identify = () => undefined, textAnswers = false }: RouterOptions,
): ApolloGateway & { reload(supergraphSdl: string): Promise<Reloaded> } {
  const listeners = new Set<OnSchema>();
  let coreSupergraphSdl = supergraphSdl;
  const read = textAnswers ? dataOfText : (text: string) => JSON.parse(text) as Record<string, unknown>;
  const tell = (callbacks: Iterable<OnSchema>) => {
    const schema = { apiSchema: buildSchema(graphs.get().apiSdl), coreSupergraphSdl };
    for (const callback of callbacks) callback(schema);
  };
  return {
    async load() {
      tell(listeners);
      return { executor: async (context) => toExecutionResult(await run(toRequest(context, identify)), read) };
    },
    onSchemaLoadOrUpdate(callback) {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
    async reload(sdl) {
      const outcome = await graphs.reload(sdl);
      if (outcome !== 'current') return outcome;
      coreSupergraphSdl = sdl;
      if (listeners.size > 0) tell(listeners);
      return outcome;
    },
    stop: graphs.stop,
  };
}

function toRequest(
  { request, source, operationName, context }: RequestContext,
  identify: (context: unknown) => Identity | undefined,
): RouterRequest {
  return {
    query: source,
    operationName: operationName ?? undefined,
    variables: request.variables,
    identity: identify(context),
    headers: request.http && (Object.fromEntries(request.http.headers) as IncomingHttpHeaders),
  };
}

/** Apollo Server formats errors of graphql-js's own class only. */
function toExecutionResult(
  { data, errors, extensions }: Result,
  read: (text: string) => Record<string, unknown>,
): ExecutionResult {
  return {
    ...(data === undefined ? {} : { data: data === 'null' ? null : read(data) }),
    ...(errors ? { errors: errors.map(toError) } : {}),
    ...(extensions ? { extensions: { ...extensions } } : {}),
  };
}

function toError({ message, path, extensions }: GraphQLFormattedError): GraphQLError {
  return new GraphQLError(message, { ...(path ? { path } : {}), ...(extensions ? { extensions } : {}) });
}
