import {
  type FieldNode,
  type GraphQLField,
  getArgumentValues,
  getNamedType,
  isEnumType,
  isLeafType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { GraphCase, OperationCase } from './case.ts';
import type { Ground } from './ground.ts';

export type Args = Readonly<Record<string, unknown>>;

/** The data during one run of one operation. The monolith and all subgraphs of one run each have the same to give. */
export type World = {
  typeOf(key: string): string;
  keys(): readonly string[];
  /** Whether a subgraph can look an entity up. */
  isKnown(subgraph: string, key: string): boolean;
  /**
   * What a field of an object is: JSON of a leaf, or keys of objects. It depends on the arguments, on what the field
   * requires (computed from the data unless `given`) and, at the root of mutations, on how many there were before.
   * Errors: an Error when it is to fail.
   */
  value(key: string, fieldName: string, args: Args, given?: Args): unknown;
  /** The part of an object that a field set names, as a router has to hand it on in a representation. */
  select(key: string, selection: SelectionSetNode): Record<string, unknown>;
};

/** Makes the data of one run. */
export function createWorld(
  ground: Ground,
  { objects, unknown }: GraphCase,
  { failing, replaced }: OperationCase,
): World {
  const fails = new Set(failing);
  const typeOf = (key: string) => key.split(':', 1)[0] ?? '';
  let writes = 0;
  const world: World = {
    typeOf,
    keys: () => Object.keys(objects),
    isKnown: (subgraph, key) => !unknown?.[subgraph]?.includes(key),
    value(key, fieldName, args, given) {
      const nth = key === 'Mutation' ? ++writes : undefined;
      if (fails.has(`${key}.${fieldName}`)) throw new Error(`${fieldName} is not to be had`);
      if (Object.hasOwn(replaced, `${key}.${fieldName}`)) return replaced[`${key}.${fieldName}`];
      const inputs = ground.inputs.get(`${typeOf(key)}.${fieldName}`);
      const needed = inputs && (given ?? world.select(key, inputs));
      const field = fieldOf(ground, typeOf(key), fieldName);
      return vary(objects[key]?.[fieldName] ?? null, field, salt(args, needed, nth));
    },
    select(key, selection) {
      const into: Record<string, unknown> = {};
      for (const node of selection.selections) selectInto(into, ground, world, key, node);
      return into;
    },
  };
  return world;
}

function selectInto(into: Record<string, unknown>, ground: Ground, world: World, key: string, node: SelectionNode) {
  if (node.kind === Kind.FIELD) {
    into[node.name.value] = selectField(ground, world, key, node);
  } else if (node.kind === Kind.INLINE_FRAGMENT) {
    if (isA(ground, world.typeOf(key), node.typeCondition?.name.value)) {
      for (const inner of node.selectionSet.selections) selectInto(into, ground, world, key, inner);
    }
  }
}

function selectField(ground: Ground, world: World, key: string, node: FieldNode): unknown {
  const name = node.name.value;
  if (name === '__typename') return world.typeOf(key);
  const field = fieldOf(ground, world.typeOf(key), name);
  const value = world.value(key, name, getArgumentValues(field, node, {}));
  // Of what is promised and not there nothing can be computed.
  if (value === null && isNonNullType(field.type)) throw new Error(`${name} is not to be had`);
  const inner = node.selectionSet;
  return inner ? mapDeep(value, (one) => (one === null ? null : world.select(one as string, inner))) : value;
}

/** Whether an object of the type is what a type condition asks for. */
function isA(ground: Ground, typeName: string, condition: string | undefined): boolean {
  if (condition === undefined || condition === typeName) return true;
  const abstract = ground.full.getType(condition);
  const type = ground.full.getType(typeName);
  return abstract && isObjectType(type) && 'getTypes' in abstract
    ? abstract.getTypes().includes(type)
    : isObjectType(type) && type.getInterfaces().some(({ name }) => name === condition);
}

function fieldOf(ground: Ground, typeName: string, fieldName: string): GraphQLField<unknown, unknown> {
  const type = ground.full.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  if (!field) throw new Error(`there is no field ${typeName}.${fieldName}`);
  return field;
}

/** Applies a function to what is in a list, however deep, or to the value itself. */
export function mapDeep(value: unknown, map: (one: unknown) => unknown): unknown {
  return Array.isArray(value) ? value.map((one) => mapDeep(one, map)) : map(value);
}

function salt(args: Args, needed: Args | undefined, nth: number | undefined): string {
  const parts = [Object.keys(args).length > 0 ? stable(args) : '', needed ? stable(needed) : '', nth ?? ''];
  return parts.join('');
}

/** JSON with sorted names: what is equal has equal text. */
export function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join()}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => `${JSON.stringify(name)}:${stable(inner)}`)
    .join()}}`;
}

function vary(value: unknown, field: GraphQLField<unknown, unknown>, by: string): unknown {
  if (isChoice(value)) return value.choices[hash(by) % value.choices.length] ?? null;
  const type = getNamedType(field.type);
  if (by === '' || isEnumType(type)) return value;
  if (isLeafType(type)) return mapDeep(value, (one) => varyLeaf(one, type.name, by));
  return Array.isArray(value) ? rotate(value, hash(by)) : value;
}

function isChoice(value: unknown): value is { choices: readonly unknown[] } {
  return typeof value === 'object' && value !== null && Array.isArray((value as { choices?: unknown }).choices);
}

function varyLeaf(value: unknown, typeName: string, by: string): unknown {
  if (typeof value === 'string') return value + by;
  if (typeof value === 'number' && typeName !== 'ID') return value + (hash(by) % 1000);
  if (typeof value === 'boolean') return hash(by) % 2 === 0 ? value : !value;
  return value;
}

function rotate(values: readonly unknown[], by: number): readonly unknown[] {
  const start = values.length === 0 ? 0 : by % values.length;
  return [...values.slice(start), ...values.slice(0, start)];
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return sum >>> 0;
}
