import type { IncomingMessage, ServerResponse } from 'node:http';
import { type HttpHandler, healthRoutes, type Part, Refusal } from '@fiscal/kit';
import { refused } from '../answer.ts';
import { createAllowOrigin } from './cors.ts';
import { serveGraphiql } from './graphiql.ts';
import type { GraphqlDoor } from './graphql-door.ts';
import { respond } from './respond.ts';
import { isAsidePath } from './side-doors.ts';

/** Answers a request if it is one of its own, and says whether it was. */
export type TryRoute = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

export type RouterOptions = {
  readonly graphql: GraphqlDoor['serve'];
  readonly rest: TryRoute;
  readonly corsOrigins: readonly string[];
  /** Whether answers are compressed for those who accept it. */
  readonly compression: boolean;
  /** Whether there is GraphiQL at the root. */
  readonly graphiql: boolean;
  /** Without these the gateway is not ready. */
  readonly parts: readonly Part[];
};

/** Sends each request to its door: GraphQL, REST, GraphiQL, health. */
export function createRouter(options: RouterOptions): HttpHandler {
  const health = healthRoutes(options.parts);
  const allowOrigin = createAllowOrigin(options.corsOrigins);
  const elsewhere = async (path: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // Some balancers ask by HEAD; Node leaves the body out then.
    const ofHealth = health[`${request.method === 'HEAD' ? 'GET' : request.method} ${path}`];
    if (ofHealth) return ofHealth(request, response);
    if (await options.rest(request, response)) return;
    if (options.graphiql && (await serveGraphiql(request, response))) return;
    const nothing = new Refusal('not_found', 'NOT_FOUND', 'there is nothing here');
    respond(request, response, refused(nothing), 'application/json');
  };
  return async (request, response) => {
    // What is not going to be granted is not heard.
    if (!options.compression) delete request.headers['accept-encoding'];
    if (allowOrigin(request, response)) return;
    const { url = '/' } = request;
    const path = url === '/graphql' ? url : (url.split('?', 1)[0] ?? url);
    const isGraphql = path === '/graphql' || isAsidePath(path);
    await (isGraphql ? options.graphql(request, response, path) : elsewhere(path, request, response));
  };
}
