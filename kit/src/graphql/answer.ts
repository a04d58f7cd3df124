import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ApolloServer, type BaseContext, HeaderMap, type HTTPGraphQLResponse } from '@apollo/server';
import { type HttpHandler, readBody, sendRefusal } from '../http/index.ts';
import type { Identity, VerifyToken } from '../identity/index.ts';
import { log } from '../log.ts';
import { Refusal } from '../refusal.ts';
import { bearerToken } from './request-context.ts';

const maxBodyBytes = 20 * 1024 * 1024;

/** Answers a GraphQL request: who is calling is settled before a byte of the body is read. One log line a request. */
export function createAnswer<C extends BaseContext>(
  apollo: ApolloServer<C>,
  verify: VerifyToken,
  context: (identity: Identity) => C,
): HttpHandler {
  return async (request, response) => {
    const begunAt = performance.now();
    const line: Record<string, unknown> = {};
    try {
      const identity = await verify(bearerToken(request.headers));
      Object.assign(line, whoAsks(identity));
      const body = readJson(await readBody(request, maxBodyBytes));
      line.operation = body.operationName;
      await send(response, await execute(apollo, request, body, context(identity)));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      line.code = error.code;
      sendRefusal(response, error);
    } finally {
      log.info(
        { ...line, status: response.statusCode, durationMs: Math.round(performance.now() - begunAt) },
        'request',
      );
    }
  };
}

function whoAsks(identity: Identity): Record<string, unknown> {
  if (identity.kind !== 'user') return { via: identity.via };
  return { via: identity.via, tenant: identity.tenantId, user: identity.userId };
}

function readJson(body: Buffer): { readonly operationName?: unknown } {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (error) {
    throw new Refusal('invalid', 'BAD_REQUEST', 'the body is not JSON', { cause: error });
  }
  throw new Refusal('invalid', 'BAD_REQUEST', 'the body is not a JSON object');
}

function execute<C extends BaseContext>(
  apollo: ApolloServer<C>,
  request: IncomingMessage,
  body: unknown,
  contextValue: C,
): Promise<HTTPGraphQLResponse> {
  const headers = new HeaderMap([['content-type', 'application/json']]);
  if (request.headers.accept) headers.set('accept', request.headers.accept);
  return apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: 'POST', headers, search: '', body },
    context: async () => contextValue,
  });
}

async function send(response: ServerResponse, result: HTTPGraphQLResponse): Promise<void> {
  const headers = Object.fromEntries(result.headers);
  response.writeHead(result.status ?? 200, { ...headers, 'cache-control': 'no-store' });
  if (result.body.kind === 'complete') {
    response.end(result.body.string);
    return;
  }
  for await (const chunk of result.body.asyncIterator) response.write(chunk);
  response.end();
}
