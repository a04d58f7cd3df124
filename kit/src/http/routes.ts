import { missingParts } from '../health.ts';
import type { Part } from '../run.ts';
import type { HttpHandler } from './http-part.ts';
import { sendJson } from './respond.ts';

/** Handlers by `METHOD /path`, without parameters. */
export type Routes = Readonly<Record<string, HttpHandler>>;

/** `GET /health/live` says the process answers; `GET /health/ready` names the parts that are unfit, with 503. */
export function healthRoutes(parts: readonly Part[]): Routes {
  return {
    'GET /health/live': async (_, response) => sendJson(response, 200, { status: 'live' }),
    'GET /health/ready': async (_, response) => {
      const missing = await missingParts(parts);
      if (missing.length === 0) sendJson(response, 200, { status: 'ready' });
      else sendJson(response, 503, { status: 'not ready', missing });
    },
  };
}

/** Finds the handler for a request and answers 404 when there is none. */
export function routeHandler(routes: Routes): HttpHandler {
  const table = new Map(Object.entries(routes));
  return async (request, response) => {
    const [path] = (request.url ?? '/').split('?', 1);
    const handler = table.get(`${request.method} ${path}`);
    if (handler) await handler(request, response);
    else sendJson(response, 404, { errors: [{ message: 'not found', extensions: { code: 'NOT_FOUND' } }] });
  };
}
