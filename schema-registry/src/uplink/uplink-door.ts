import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type HttpHandler, Refusal, readBody, sendJson, statusOfRefusal } from '@fiscal/kit';
import { buildSchema, GraphQLError } from 'graphql';
import { z } from 'zod';
import type { AnswerPoll, Asker, Poll } from './answer-poll.ts';
import { createCompress } from './compress.ts';
import { createReadDocument, type UplinkDocument } from './documents.ts';

const contract = new URL('../../contract/uplink.graphql', import.meta.url);
const maxBodyBytes = 64 * 1024;
const longestName = 128;

const requestSchema = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

/** Makes the door of Uplink, which Apollo's routers ask as well as our own. */
export function createUplinkDoor(answer: AnswerPoll): HttpHandler {
  const read = createReadDocument(buildSchema(readFileSync(contract, 'utf8')));
  const compress = createCompress();
  return async (request, response) => {
    const asked = await readRequest(request);
    if ('refusal' in asked) return refuse(response, asked.status, [new GraphQLError(asked.refusal)]);
    const document = read(asked.query, asked.operationName ?? undefined);
    if ('errors' in document) return refuse(response, 400, document.errors);
    const variables = asked.variables ?? {};
    const field = document.fieldOf(variables);
    const asker = askerOf(request);
    if (!field) return sendJson(response, 200, await executeAll(document, variables, answer, asker));
    if ('errors' in field) return refuse(response, 400, field.errors);
    const answered = await answer(pollOf(field.name, field.args), asker);
    // Anybody can make up texts, and must not put out those of routers that are let in.
    if (Reflect.get(answered, '__typename') !== 'FetchError') document.keep();
    await compress(request, response, document.render(answered, variables));
  };
}

type Asked = z.output<typeof requestSchema> | { readonly status: number; readonly refusal: string };

async function readRequest(request: IncomingMessage): Promise<Asked> {
  try {
    const body = await readBody(request, maxBodyBytes);
    const { data } = requestSchema.safeParse(JSON.parse(body.toString('utf8')));
    return data ?? { status: 400, refusal: 'the body must have a query, and an object as variables' };
  } catch (error) {
    if (error instanceof Refusal) return { status: statusOfRefusal(error), refusal: error.message };
    return { status: 400, refusal: 'the body must be JSON' };
  }
}

function refuse(response: ServerResponse, status: number, errors: readonly GraphQLError[]): void {
  sendJson(response, status, { errors });
}

function executeAll(
  document: UplinkDocument,
  variables: Readonly<Record<string, unknown>>,
  answer: AnswerPoll,
  asker: Asker,
) {
  return document.execute((_, args, __, { fieldName }) => answer(pollOf(fieldName, args), asker), variables);
}

/** The contract says of what type the arguments are. */
function pollOf(field: string, args: Readonly<Record<string, unknown>>): Poll {
  const { ref, apiKey, ifAfterId } = args;
  return {
    field,
    ref: String(ref),
    apiKey: String(apiKey),
    ifAfterId: typeof ifAfterId === 'string' ? ifAfterId : undefined,
  };
}

/** Our gateway names itself; of others an address and a client is all there is to tell them apart. */
function askerOf({ headers, socket }: IncomingMessage): Asker {
  const text = (name: string) => String(headers[name] ?? '').slice(0, longestName);
  const clientName = text('apollographql-client-name') || text('user-agent');
  return {
    instance: text('x-router-instance') || `${socket.remoteAddress ?? ''} ${clientName}`.slice(0, longestName),
    clientName,
    clientVersion: text('apollographql-client-version'),
    launchId: text('x-router-launch') || undefined,
  };
}
