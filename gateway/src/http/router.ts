import type { IncomingMessage, ServerResponse } from 'node:http';
import { type HttpHandler, healthRoutes, type Part, Refusal } from '@fiscal/kit';
import { refused } from '../answer.ts';
import { allowOrigin } from './cors.ts';
import { serveGraphiql } from './graphiql.ts';
import { respond } from './respond.ts';

/** Answers a request if it is one of its own, and says whether it was. */
export type TryRoute = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/** Sends each request to its door: GraphQL, REST, GraphiQL, health. */
export function createRouter(options: {
  readonly graphql: HttpHandler;
  readonly rest: TryRoute;
  readonly corsOrigins: readonly string[];
  /** Without these the gateway is not ready. */
  readonly parts: readonly Part[];
}): HttpHandler {
  const health = healthRoutes(options.parts);
  return async (request, response) => {
    const [path] = (request.url ?? '/').split('?', 1);
    if (allowOrigin(request, response, options.corsOrigins)) return;
    if (path === '/graphql') return options.graphql(request, response);
    const ofHealth = health[`${request.method} ${path}`];
    if (ofHealth) return ofHealth(request, response);
    if (await options.rest(request, response)) return;
    if (await serveGraphiql(request, response)) return;
    respond(
      request,
      response,
      refused(new Refusal('not_found', 'NOT_FOUND', 'there is nothing here')),
      'application/json',
    );
  };
}
