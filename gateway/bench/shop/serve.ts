import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, type GraphQLSchema, parse } from 'graphql';
import { shopRoots } from './resolvers.ts';
import { shopSchemas } from './schemas.ts';

const maxAnswers = 20_000;

/**
 * Serves the subgraphs of the shop, each under its name. An answer is kept by the question's text, so that routers are
 * measured and not this.
 */
export function serveShop() {
  const schemas = new Map(Object.entries(shopSchemas).map(([name, sdl]) => [`/${name}`, subgraphSchema(sdl)]));
  const answers = new Map<string, Buffer>();
  return createServer(async (request, response) => {
    const path = request.url ?? '';
    const schema = schemas.get(path);
    // A collector of telemetry: whatever it is sent, it has taken.
    if (!schema) return void request.resume().on('end', () => end(response, Buffer.from('{}')));
    const body = await read(request);
    const key = path + body;
    const answer = answers.get(key) ?? (await answerTo(schema, body));
    if (answers.size < maxAnswers) answers.set(key, answer);
    end(response, answer);
  });
}

/** Its `_entities` is answered by the root value as every other field is. */
function subgraphSchema(sdl: string): GraphQLSchema {
  const schema = buildSubgraphSchema(parse(sdl));
  const entities = schema.getQueryType()?.getFields()._entities;
  if (entities) delete entities.resolve;
  return schema;
}

async function answerTo(schema: GraphQLSchema, body: string): Promise<Buffer> {
  const { query, variables } = JSON.parse(body);
  const result = await execute({ schema, document: parse(query), rootValue: shopRoots, variableValues: variables });
  return Buffer.from(JSON.stringify(result));
}

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}

function end(response: ServerResponse, body: Buffer): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
}
