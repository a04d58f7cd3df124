import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { Objects } from './case.ts';
import type { Draw } from './draw.ts';
import { concreteTypes, type Ground } from './ground.ts';
import { promisesOf } from './promises.ts';

const perType = 3;

/** Makes the data of a graph: whatever any subgraph promises of a field is true of it. */
export function makeObjects(draw: Draw, ground: Ground): Objects {
  const objects: Record<string, Record<string, unknown>> = {};
  const roots = new Set([ground.full.getQueryType(), ground.full.getMutationType()]);
  for (const type of Object.values(ground.full.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    const keys = keyLeaves(ground, type.name);
    for (let nth = 0; nth < (roots.has(type) ? 1 : perType); nth++) {
      const fields: Record<string, unknown> = {};
      for (const field of Object.values(type.getFields())) {
        fields[field.name] = keys.get(field.name)?.(nth) ?? makeValue(draw, ground, type.name, field);
      }
      objects[roots.has(type) ? type.name : `${type.name}:${nth}`] = fields;
    }
  }
  return objects;
}

/** Fields that only compound keys have: the two of them together are never the same. */
const halves: ReadonlyMap<string, (nth: number) => number> = new Map([
  ['region', (nth) => nth & 1],
  ['number', (nth) => nth >> 1],
]);

/** How the fields of a type's keys are made, by name, so that no two objects have the same key. */
function keyLeaves(ground: Ground, typeName: string): ReadonlyMap<string, (nth: number) => unknown> {
  const makers = new Map<string, (nth: number) => unknown>();
  for (const { fields } of keysOf(ground, typeName)) {
    for (const node of fields.selections) {
      if (node.kind !== Kind.FIELD) continue;
      const name = node.name.value;
      const half = halves.get(name) ?? ((nth: number) => nth);
      makers.set(name, (nth) => keyValue(ground, typeName, name, half(nth)));
    }
  }
  // A part of a nested key.
  if (typeName.endsWith('Org')) makers.set('ref', (nth) => `${typeName}-${nth}`);
  return makers;
}

function keysOf(ground: Ground, typeName: string): { readonly fields: SelectionSetNode }[] {
  return [...ground.subgraphs.values()].flatMap(({ parts }) =>
    [...parts].flatMap(([name, { keys }]) => (concreteTypes(ground.full, name).includes(typeName) ? keys : [])),
  );
}

function keyValue(ground: Ground, typeName: string, fieldName: string, nth: number): unknown {
  const type = fieldIn(ground.full.getType(typeName), fieldName)?.type;
  const named = type && getNamedType(type);
  if (isObjectType(named)) return `${named.name}:${nth}`;
  return named?.name === 'Int' ? nth * 10 + 1 : `${typeName}-${fieldName}-${nth}`;
}

function fieldIn(type: GraphQLNamedType | undefined, name: string): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

function makeValue(draw: Draw, ground: Ground, typeName: string, field: GraphQLField<unknown, unknown>): unknown {
  const named = getNamedType(field.type);
  const { types, allowed, values } = promisesOf(ground, typeName, field);
  const leaf = () => {
    if (isEnumType(named)) return values.length > 0 ? draw.pick(values) : null;
    return isCompositeType(named) ? pickObject(draw, allowed) : makeLeaf(draw, named);
  };
  const isChoice = field.args.length > 0 && (isCompositeType(named) || isEnumType(named)) && !isList(field.type);
  const make = () => shaped(draw, field.type, types, leaf);
  return isChoice ? { choices: [make(), make(), make()] } : make();
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

function pickObject(draw: Draw, types: readonly string[]): string | null {
  return types.length === 0 ? null : `${draw.pick(types)}:${draw.below(perType)}`;
}

/** A value of a type, null only where all types allow it. */
function shaped(draw: Draw, type: GraphQLOutputType, all: readonly GraphQLOutputType[], leaf: () => unknown): unknown {
  const isPromised = isNonNullType(type) || all.some(isNonNullType);
  const bare = isNonNullType(type) ? type.ofType : type;
  const bareAll = all.map((one) => (isNonNullType(one) ? one.ofType : one));
  if (!isPromised && draw.chance(15)) return null;
  if (!isListType(bare)) return leaf();
  const items = bareAll.flatMap((one) => (isListType(one) ? [one.ofType as GraphQLOutputType] : []));
  const made = Array.from({ length: draw.below(4) }, () => shaped(draw, bare.ofType as GraphQLOutputType, items, leaf));
  const item = bare.ofType as GraphQLOutputType;
  return isNonNullType(item) || items.some(isNonNullType) ? made.filter((one) => one !== null) : made;
}

const odd = ['text', 0, false, '[1,{"a":null}]', '{"b":1,"a":[]}', '{"__proto__":{"x":1},"constructor":"c","id":7}'];

function makeLeaf(draw: Draw, type: GraphQLNamedType): unknown {
  switch (type.name) {
    case 'Int':
      return draw.pick([0, -1, 2147482000, draw.below(100)]);
    case 'Float':
      return draw.pick([0, -0.5, 1e21, 3, draw.below(100) / 7]);
    case 'Boolean':
      return draw.chance(50);
    case 'Odd': {
      const one = draw.pick(odd);
      // Parsed, so that `__proto__` is a name like others.
      return typeof one === 'string' && one !== 'text' ? JSON.parse(one) : one;
    }
    default:
      return draw.pick(['', 'a', 'ä"\\\n\u2028</script>', `s${draw.below(1000)}`]);
  }
}
