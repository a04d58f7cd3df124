import type { IncomingHttpHeaders } from 'node:http';
import { type HttpHandler, log, Refusal, readBody, sendJson } from '@fiscal/kit';
import { execute, type GraphQLSchema } from 'graphql';
import { type Authenticate, keyOf } from '../access/authenticate.ts';
import { type Caller, nobody } from '../domain/access.ts';
import { formatErrors } from './errors.ts';
import { type Client, createReadDocument, type ReadDocument } from './read-document.ts';
import type { RequestContext } from './schema.ts';

const maxBodyBytes = 25 * 1024 * 1024;
const maxBytesOfNobody = 1024 * 1024;
const longestName = 100;

type Asked = {
  readonly query: string;
  readonly variables: Record<string, unknown>;
  readonly operationName: string | null;
};

/**
 * `POST /graphql`, the platform API: what is not answered with data is answered with errors, and always with status
 * 200, which is what rover understands. Who has no key that is good is nobody and sees nothing.
 */
export function createGraphqlDoor(schema: GraphQLSchema, authenticate: Authenticate, now: () => number): HttpHandler {
  const readDocument = createReadDocument(schema, now);
  return async (request, response) => {
    const begunAt = performance.now();
    const client = clientOf(request.headers);
    const line: Record<string, unknown> = { client: client.name, clientVersion: client.version };
    try {
      const caller = (await authenticate(keyOf(request.headers))) ?? nobody;
      const asked = readAsked(await readBody(request, caller === nobody ? maxBytesOfNobody : maxBodyBytes));
      Object.assign(line, { key: caller.keyId, operation: asked.operationName?.slice(0, longestName) });
      const { data, errors } = await answer(schema, readDocument, asked, client, caller);
      if (errors)
        line.codes = errors.map(({ originalError }) => (originalError as Partial<Refusal>)?.code ?? 'INTERNAL');
      sendJson(response, 200, { data: data ?? null, ...(errors ? { errors: errors.flatMap(formatErrors) } : {}) });
    } catch (error) {
      const errors = formatErrors(error);
      line.codes = errors.map(({ extensions }) => extensions?.code);
      sendJson(response, 200, { data: null, errors });
    } finally {
      log.info({ ...line, durationMs: Math.round(performance.now() - begunAt) }, 'request');
    }
  };
}

async function answer(
  schema: GraphQLSchema,
  readDocument: ReadDocument,
  { query, variables, operationName }: Asked,
  client: Client,
  caller: Caller,
) {
  const document = readDocument(query, client);
  const contextValue: RequestContext = { caller, answered: { characters: 0, fields: 0 } };
  return execute({ schema, document, variableValues: variables, operationName, contextValue });
}

function clientOf(headers: IncomingHttpHeaders): Client {
  const read = (name: string) => String(headers[name] ?? '').slice(0, longestName);
  return { name: read('apollographql-client-name'), version: read('apollographql-client-version') };
}

function readAsked(body: Buffer): Asked {
  const { query, variables, operationName } = readObject(body);
  if (typeof query !== 'string') throw new Refusal('invalid', 'BAD_REQUEST', 'the body has no query');
  return {
    query,
    variables: isObject(variables) ? variables : {},
    operationName: typeof operationName === 'string' ? operationName : null,
  };
}

function readObject(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (isObject(value)) return value;
  } catch (error) {
    throw new Refusal('invalid', 'BAD_REQUEST', 'the body is not JSON', { cause: error });
  }
  throw new Refusal('invalid', 'BAD_REQUEST', 'the body is not a JSON object');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
