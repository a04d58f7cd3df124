import { execute, type GraphQLFieldResolver, parse } from 'graphql';
import type { Answer, GraphCase, OperationCase } from './case.ts';
import type { Ground } from './ground.ts';
import { type Args, createWorld, mapDeep, type World } from './world.ts';

type Standing = { readonly key: string };

/** What one server would answer that has the whole of the graph and shows the API schema: graphql-js itself. */
export async function askMonolith(ground: Ground, graph: GraphCase, operation: OperationCase): Promise<Answer> {
  const world = createWorld(ground, graph, operation);
  const { data, errors } = await execute({
    schema: ground.api,
    document: parse(operation.text),
    operationName: operation.operationName,
    variableValues: operation.variables,
    rootValue: undefined,
    contextValue: world,
    fieldResolver: resolveField,
    typeResolver: (value, { typeOf }: World) => typeOf((value as Standing).key),
  });
  return { data: data ?? null, errors: (errors ?? []).map(({ message, path }) => ({ message, path })) };
}

const resolveField: GraphQLFieldResolver<Standing | undefined, World> = (source, args: Args, world, info) => {
  const key = source?.key ?? info.parentType.name;
  const value = world.value(key, info.fieldName, args);
  return 'selectionSet' in (info.fieldNodes[0] ?? {}) && info.fieldNodes[0]?.selectionSet
    ? mapDeep(value, (one) => (one === null ? null : { key: one }))
    : value;
};
