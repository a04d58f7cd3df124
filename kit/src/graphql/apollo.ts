import { readFile } from 'node:fs/promises';
import { ApolloServer, type ApolloServerPlugin, type BaseContext } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { buildSubgraphSchema, type GraphQLResolverMap } from '@apollo/subgraph';
import { parse } from 'graphql';
import { formatError } from './errors.ts';
import { requireTextScalars } from './text-scalars.ts';

/**
 * What a subgraph resolves, by type name. The generated `Resolvers` of a subgraph are checked where they are written;
 * Apollo's own type for them leaves no room for `__resolveReference`.
 */
export type SchemaResolvers = Readonly<Record<string, object>>;

/**
 * Makes and starts the engine of a subgraph: its schema file with its resolvers, and nothing that talks to the outside.
 * Cross-site request forgery is no concern here, since every request needs an internal token that no browser holds.
 */
export async function startApollo<C extends BaseContext>(
  schema: URL,
  resolvers: SchemaResolvers,
): Promise<ApolloServer<C>> {
  const typeDefs = parse(await readFile(schema, 'utf8'));
  // The type that is too narrow, as said above.
  const executable = buildSubgraphSchema([{ typeDefs, resolvers: resolvers as GraphQLResolverMap<C> }]);
  requireTextScalars(executable);
  const server = new ApolloServer<C>({
    schema: executable,
    introspection: false,
    csrfPrevention: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    nodeEnv: 'production',
    formatError,
    plugins: disabled(),
  });
  await server.start();
  return server;
}

function disabled(): ApolloServerPlugin[] {
  return [
    ApolloServerPluginCacheControlDisabled(),
    ApolloServerPluginInlineTraceDisabled(),
    ApolloServerPluginLandingPageDisabled(),
    ApolloServerPluginSchemaReportingDisabled(),
    ApolloServerPluginUsageReportingDisabled(),
  ];
}
