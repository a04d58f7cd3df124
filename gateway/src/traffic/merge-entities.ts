import type { SubgraphAnswer, SubgraphError } from './subgraph-client.ts';

/** A request for entities and nothing else. */
export type EntityQuery = {
  /** Everything but which entities it asks for. */
  readonly shape: string;
  readonly query: string;
  /** The name of the variable with the representations. */
  readonly variable: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly representations: readonly unknown[];
};

/** Where in the merged request each entity of one is. */
export type EntityShare = readonly number[];

/** As `compiler/emit/fetch` writes it. */
const entitiesAlone = /^query\(\$(\w+):\[_Any!\]![^{]*\)\{_entities\(representations:\$\1\)/;

/** Reads a body that was written by the generated code of this process; undefined when it asks for anything else. */
export function readEntityQuery(body: string): EntityQuery | undefined {
  const { query, variables = {} } = JSON.parse(body) as { query: string; variables?: Record<string, unknown> };
  const variable = entitiesAlone.exec(query)?.[1];
  if (variable === undefined) return undefined;
  const { [variable]: representations, ...others } = variables;
  if (!Array.isArray(representations)) return undefined;
  return { shape: `${query}\n${JSON.stringify(others)}`, query, variable, variables: others, representations };
}

/** One request for all entities of several of the same shape, equal ones once. */
export function mergeEntities(queries: readonly EntityQuery[]) {
  const places = new Map<string, number>();
  const shares: EntityShare[] = queries.map(({ representations }) =>
    representations.map((representation) => {
      const text = JSON.stringify(representation);
      const place = places.get(text) ?? places.size;
      places.set(text, place);
      return place;
    }),
  );
  const [first] = queries;
  const others = Object.entries(first?.variables ?? {}).map(
    ([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`,
  );
  const variables = `{${JSON.stringify(first?.variable)}:[${[...places.keys()].join(',')}]${others.join('')}}`;
  return { body: `{"query":${JSON.stringify(first?.query)},"variables":${variables}}`, shares };
}

/**
 * What of a merged answer is one request's: its entities in its own order, and the errors about them or about no entity.
 * `taken`: those that were given to others, who write into them.
 */
export function splitAnswer(answer: SubgraphAnswer, share: EntityShare, taken: Set<number>): SubgraphAnswer {
  const { data, errors, ...rest } = answer;
  const entities = data?._entities;
  const own = errors && errorsOf(errors, share);
  const told = own && own.length > 0 ? { errors: own } : {};
  if (!Array.isArray(entities))
    return { ...rest, ...told, ...(data === undefined ? {} : { data: structuredClone(data) }) };
  const given = share.map((place) => {
    const entity: unknown = entities[place];
    if (taken.has(place)) return structuredClone(entity);
    taken.add(place);
    return entity;
  });
  return { ...rest, ...told, data: { _entities: given } };
}

/** Those about no entity first, then those about each; one about an entity that several ask for is told to all of them. */
function errorsOf(errors: readonly SubgraphError[], share: EntityShare): readonly SubgraphError[] {
  const byPlace = Map.groupBy(errors, ({ path }) => (path?.[0] === '_entities' ? path[1] : undefined));
  const about = share.flatMap((place, index) =>
    (byPlace.get(place) ?? []).map((error) => ({
      ...error,
      path: ['_entities', index, ...(error.path ?? []).slice(2)],
    })),
  );
  return [...(byPlace.get(undefined) ?? []), ...about];
}
