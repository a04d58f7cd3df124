import { type GraphQLSchema, getNamedType, isInterfaceType, isObjectType, isUnionType } from 'graphql';
import type { Element } from './contract-elements.ts';

/** Hides the types that nothing visible leads to any more, from the root types on. */
export function hideUnreachable(schema: GraphQLSchema, types: readonly Element[], hidden: Set<string>): void {
  const elements = new Map(types.map((element) => [element.coordinate, element]));
  const reached = new Set<string>();
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const pending = [...roots.flatMap((type) => type?.name ?? []), ...typesOfDirectives(schema)];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const element = elements.get(name);
    if (!element || reached.has(name) || hidden.has(name)) continue;
    reached.add(name);
    pending.push(...typesWithin(element, hidden), ...relativesOf(schema, name));
  }
  for (const { coordinate } of types) if (!reached.has(coordinate)) hidden.add(coordinate);
}

function typesWithin({ members }: Element, hidden: ReadonlySet<string>): readonly string[] {
  return members
    .filter(({ coordinate }) => !hidden.has(coordinate))
    .flatMap((member) => [...(member.type ? [member.type] : []), ...typesWithin(member, hidden)]);
}

/** What an object of a type may turn out to be, and the interfaces it goes by. */
function relativesOf(schema: GraphQLSchema, name: string): readonly string[] {
  const type = schema.getType(name);
  if (isUnionType(type)) return type.getTypes().map((each) => each.name);
  if (isObjectType(type)) return type.getInterfaces().map((each) => each.name);
  if (!isInterfaceType(type)) return [];
  const { objects, interfaces } = schema.getImplementations(type);
  return [...objects, ...interfaces, ...type.getInterfaces()].map((each) => each.name);
}

function typesOfDirectives(schema: GraphQLSchema): readonly string[] {
  return schema.getDirectives().flatMap(({ args }) => args.map(({ type }) => getNamedType(type).name));
}
