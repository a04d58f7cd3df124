import { type EntityQuery, type EntityShare, mergeEntities, readEntityQuery, splitAnswer } from './merge-entities.ts';
import type { Call, SubgraphAnswer, SubgraphClient, SubgraphRequest } from './subgraph-client.ts';

type Asked = {
  readonly request: SubgraphRequest;
  readonly query: EntityQuery;
  readonly call: Call;
  readonly resolve: (answer: SubgraphAnswer) => void;
  readonly reject: (error: unknown) => void;
};

/** Entities that one request asks for. */
const maxEntities = 500;

/**
 * Puts a layer in front of a subgraph's client: entities that are asked for on behalf of events, in one turn of the event
 * loop and with the same text, are asked for together, equal ones once. `scopeOf` tells what the subgraph is told of a
 * caller: only those of whom it is told the same are put together. Everything else goes through as it is.
 */
export function batchEntities(client: SubgraphClient, scopeOf: (call: Call) => string): SubgraphClient {
  const batches = new Map<string, Asked[]>();
  const flush = () => {
    const due = [...batches.values()];
    batches.clear();
    for (const batch of due) for (const part of portions(batch)) void ask(client, part);
  };
  return {
    ...client,
    send(request, call) {
      const query = call.event && request.type === 'query' ? readEntityQuery(request.body) : undefined;
      if (!query) return client.send(request, call);
      return new Promise((resolve, reject) => {
        const key = `${scopeOf(call)}\n\n${request.maxStaleMs}\n${query.shape}`;
        if (batches.size === 0) setImmediate(flush);
        const batch = batches.get(key) ?? [];
        batches.set(key, batch);
        batch.push({ request, query, call, resolve, reject });
      });
    },
  };
}

/** Requests of a bounded size, in the order they came. */
function portions(batch: readonly Asked[]): readonly (readonly Asked[])[] {
  const parts: Asked[][] = [];
  let size = maxEntities;
  for (const asked of batch) {
    size += asked.query.representations.length;
    if (size > maxEntities) {
      parts.push([]);
      size = asked.query.representations.length;
    }
    parts.at(-1)?.push(asked);
  }
  return parts;
}

async function ask(client: SubgraphClient, batch: readonly Asked[]): Promise<void> {
  const [first, another] = batch;
  if (!first) return;
  try {
    if (!another) return first.resolve(await client.send(first.request, first.call));
    const { body, shares } = mergeEntities(batch.map(({ query }) => query));
    const deadlineAt = Math.min(...batch.map(({ call }) => call.deadlineAt));
    const answer = await client.send({ ...first.request, body }, { ...first.call, deadlineAt });
    const taken = new Set<number>();
    for (const [index, { resolve }] of batch.entries()) {
      const share: EntityShare = shares[index] ?? [];
      resolve(splitAnswer(answer, share, taken));
    }
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
