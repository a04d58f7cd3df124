import type { BaseContext } from '@apollo/server';
import { withCallContext } from '../context.ts';
import { type HttpHandler, healthRoutes, httpPart, type Routes, routeHandler } from '../http/index.ts';
import type { Identity, VerifyToken } from '../identity/index.ts';
import type { Part } from '../run.ts';
import { createAnswer } from './answer.ts';
import { type SchemaResolvers, startApollo } from './apollo.ts';
import { requestContext } from './request-context.ts';

/**
 * A subgraph's GraphQL door: `POST /graphql` for callers with an internal token, health, and the service's own `routes`.
 * `parts` are those whose readiness makes the service ready. Resolvers run within the call context of the request.
 */
export function graphqlPart<C extends BaseContext>(options: {
  service: string;
  host: string;
  port: number;
  schema: URL;
  resolvers: SchemaResolvers;
  context: (identity: Identity) => C;
  verify: VerifyToken;
  parts: readonly Part[];
  routes?: Routes;
}): Part & { url(): string } {
  let answer: HttpHandler = () => Promise.reject(new Error('the engine is not started'));
  const handler = routeHandler({
    ...healthRoutes(options.parts),
    ...options.routes,
    'POST /graphql': (request, response) =>
      withCallContext(requestContext(request.headers), () => answer(request, response)),
  });
  const door = httpPart({ name: `${options.service} graphql`, host: options.host, port: options.port, handler });
  return {
    ...door,
    async start() {
      const apollo = await startApollo<C>(options.schema, options.resolvers);
      answer = createAnswer(apollo, options.verify, options.context);
      await door.start();
    },
  };
}
