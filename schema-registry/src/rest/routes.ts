import { randomUUID } from 'node:crypto';
import { type HttpHandler, Refusal, sendJson, sendRefusal, withCallContext } from '@fiscal/kit';

/** Handlers by `METHOD /path`; a path that ends with `*` stands for all that begin like it. */
export type PathRoutes = Readonly<Record<string, HttpHandler>>;

/**
 * Finds the handler of a request: the one of its very path, else the one with the longest beginning of it, and answers
 * 404 when there is none. What a handler refuses is answered with the status of its kind. What is logged meanwhile
 * has the same correlation id.
 */
export function createRouteHandler(routes: PathRoutes): HttpHandler {
  const table = new Map(Object.entries(routes));
  const beginnings = [...table.keys()]
    .filter((route) => route.endsWith('*'))
    .map((route) => route.slice(0, -1))
    .sort((one, other) => other.length - one.length);
  const find = (route: string): HttpHandler | undefined => {
    const beginning = beginnings.find((each) => route.startsWith(each));
    return table.get(route) ?? table.get(`${beginning}*`);
  };
  return async (request, response) => {
    const [path] = (request.url ?? '/').split('?', 1);
    const handler = find(`${request.method} ${path}`) ?? notFound;
    try {
      await withCallContext({ correlationId: randomUUID() }, () => handler(request, response));
    } catch (error) {
      if (!(error instanceof Refusal) || response.headersSent) throw error;
      sendRefusal(response, error);
    }
  };
}

const notFound: HttpHandler = async (_, response) =>
  sendJson(response, 404, { errors: [{ message: 'not found', extensions: { code: 'NOT_FOUND' } }] });
