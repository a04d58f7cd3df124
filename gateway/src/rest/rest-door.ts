import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { log } from '@fiscal/kit';
import { resultObject } from '../answer.ts';
import type { Graph } from '../graph/graph.ts';
import { arrive } from '../http/arrive.ts';
import { clientGone } from '../http/client-gone.ts';
import type { DoorOptions } from '../http/graphql-door.ts';
import { readBody } from '../http/read-body.ts';
import { send } from '../http/respond.ts';
import type { TryRoute } from '../http/router.ts';
import type { Answer, Arrival, Handle } from '../request.ts';
import { operations } from './operations.ts';
import { problem, problemOf, type RestAnswer } from './problem.ts';
import { type RestRoute, restRoutes } from './routes.ts';

const openApi: unknown = JSON.parse(readFileSync(new URL('../../contract/openapi.json', import.meta.url), 'utf8'));
const openApiPath = '/api/v1/openapi.json';

/**
 * Makes the door for partners that are not on GraphQL. Each request becomes a fixed operation and goes through the same
 * pipeline. A graph that lacks what the operations need, such as somebody else's, has no REST routes.
 */
export function createRestDoor(handle: Handle<Arrival>, currentGraph: () => Graph, options: DoorOptions): TryRoute {
  const isServed = createIsServed();
  return async (request, response) => {
    const url = URL.parse(request.url ?? '/', 'http://gateway');
    if (!url || !isDecodable(url.pathname)) return false;
    const routes = restRoutes.filter(({ path }) => path.test(url.pathname));
    if ((routes.length === 0 && url.pathname !== openApiPath) || !(await isServed(currentGraph()))) return false;
    const route = routes.find(({ method }) => method === request.method);
    if (url.pathname === openApiPath) write(request, response, describe(request.method));
    else if (!route) write(request, response, notAllowed(routes.map(({ method }) => method)));
    else write(request, response, await ask(handle, route, url, request, response, options));
    return true;
  };
}

/** Whether every escape in a path is one, and its text UTF-8. */
function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

const plain = { status: 200, type: 'application/json', headers: {} } as const;

function describe(method: string | undefined): RestAnswer {
  return method === 'GET' || method === 'HEAD' ? { ...plain, body: openApi } : notAllowed(['GET', 'HEAD']);
}

function notAllowed(methods: readonly string[]): RestAnswer {
  const allow = methods.join(', ');
  return problem(405, 'METHOD_NOT_ALLOWED', `use ${allow}`, { allow });
}

async function ask(
  handle: Handle<Arrival>,
  route: RestRoute,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
  options: DoorOptions,
): Promise<RestAnswer> {
  const name = decodeURIComponent(route.path.exec(url.pathname)?.[1] ?? '');
  const body = () => readBody(request, response, options.body);
  const how = { transport: 'rest', carries: ['query', 'mutation'], trustedProxies: options.trustedProxies } as const;
  const read = () => route.params({ headers: request.headers, url, name, readBody: body });
  const answer = await handle(arrive(request, clientGone(response), how, read));
  return present(route, answer, request.headers.authorization);
}

function present(route: RestRoute, answer: Answer, authorization: string | undefined): RestAnswer {
  const { result, headers } = answer;
  if (Symbol.asyncIterator in result) throw new Error('a REST operation became a subscription');
  return problemOf(answer, result, authorization) ?? route.present(resultObject(result).data ?? {}, headers);
}

function write(request: IncomingMessage, response: ServerResponse, { type, body, ...rest }: RestAnswer): void {
  send(request, response, { ...rest, type, body: JSON.stringify(body) });
}

/** Whether a graph has all that the operations ask for; looked at once a graph. */
function createIsServed(): (graph: Graph) => boolean | Promise<boolean> {
  const known = new WeakMap<Graph, boolean>();
  const look = async (graph: Graph) => {
    const found = await Promise.all(Object.values(operations).map((text) => graph.documents.find(text, undefined)));
    const fits = found.every((each) => 'facts' in each);
    if (!known.has(graph) && !fits) log.info('the graph has not what the REST routes need; they are not served');
    known.set(graph, fits);
    return fits;
  };
  // While nothing can be read, it is for the pipeline to say so.
  return (graph) => known.get(graph) ?? look(graph).catch(() => true);
}
