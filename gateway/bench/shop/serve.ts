import { createServer } from 'node:http';
import { createServer as createNetServer, type Server } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, type GraphQLSchema, parse } from 'graphql';
import { answerPosts } from './answer-posts.ts';
import { shopRoots } from './resolvers.ts';
import { shopSchemas } from './schemas.ts';

const maxAnswers = 20_000;

/**
 * Serves the subgraphs of the shop, each under its name. A response is kept by the question, and costs a few
 * microseconds when that comes again, so that routers are measured and not this.
 */
export function serveShop(): Server {
  const schemas = new Map(Object.entries(shopSchemas).map(([name, sdl]) => [`/${name}`, subgraphSchema(sdl)]));
  const responses = new Map<string, Buffer>();
  const answer = (path: string, body: string): Buffer | Promise<Buffer> => {
    const schema = schemas.get(path);
    // A collector of telemetry: whatever it is sent, it has taken.
    if (!schema) return taken;
    const key = path + body;
    return responses.get(key) ?? keep(key, schema, body);
  };
  const keep = async (key: string, schema: GraphQLSchema, body: string): Promise<Buffer> => {
    const response = responseOf(await answerTo(schema, Buffer.from(body, 'latin1').toString()));
    if (responses.size < maxAnswers) responses.set(key, response);
    return response;
  };
  // What no router here sends is answered none the less: a body in chunks.
  const other = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const whole = await answer(request.url ?? '', Buffer.concat(chunks).toString('latin1'));
    response.writeHead(200, { 'content-type': 'application/json' }).end(whole.subarray(whole.indexOf('\r\n\r\n') + 4));
  });
  return createNetServer({ noDelay: true }, (socket) =>
    answerPosts(socket, answer, () => other.emit('connection', socket)),
  );
}

/** Its `_entities` is answered by the root value as every other field is. */
function subgraphSchema(sdl: string): GraphQLSchema {
  const schema = buildSubgraphSchema(parse(sdl));
  const entities = schema.getQueryType()?.getFields()._entities;
  if (entities) delete entities.resolve;
  return schema;
}

async function answerTo(schema: GraphQLSchema, body: string): Promise<string> {
  const { query, variables } = JSON.parse(body);
  return JSON.stringify(
    await execute({ schema, document: parse(query), rootValue: shopRoots, variableValues: variables }),
  );
}

function responseOf(json: string): Buffer {
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(json)}`;
  return Buffer.from(`${head}\r\nconnection: keep-alive\r\n\r\n${json}`);
}

const taken = responseOf('{}');
