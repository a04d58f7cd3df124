import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import type { GivenField, LiveEntity, ValueType } from './declaration.ts';
import { readEventPath } from './event-path.ts';
import { isObject, type Plain } from './plain.ts';

type Report = (fault: string) => void;

/** What an event subgraph says of one of its types, in the supergraph. */
export type EntityTerms = {
  /** Field sets of its keys. */
  readonly keys: readonly string[];
  /** Fields that the subgraph only refers to. */
  readonly external: ReadonlySet<string>;
};

/**
 * Reads how an event gives the fields of a type. All that the subgraph has of it must come with the event: any plan may
 * ask for it, and there is nobody else to ask.
 */
export function readEntity(type: GraphQLObjectType, given: Plain, terms: EntityTerms, report: Report): LiveEntity {
  const key = terms.keys.flatMap((set, index) => (index === 0 ? pathsOf(set) : []));
  const ofKeys = new Set(terms.keys.flatMap(pathsOf).map(([first]) => first));
  if (terms.keys.length === 0) report(`${type.name} has no @key, so nothing more of it could be asked for`);
  const isNeeded = (name: string) => ofKeys.has(name) || !terms.external.has(name);
  const isKey = (name: string) => ofKeys.has(name);
  return { typename: type.name, key, fields: readFields(type, given, isNeeded, isKey, report) };
}

function readFields(
  type: GraphQLObjectType,
  given: Plain,
  isNeeded: (name: string) => boolean,
  isKey: (name: string) => boolean,
  report: Report,
): readonly GivenField[] {
  const all = isObject(given) ? given : {};
  return Object.values(type.getFields()).flatMap(({ name, type: valueType }): readonly GivenField[] => {
    const value = Object.hasOwn(all, name) ? all[name] : undefined;
    if (value !== undefined) return readField(`${type.name}.${name}`, name, valueType, value, report);
    if (isNeeded(name)) report(`${type.name}.${name}${isKey(name) ? ', part of its @key,' : ''} is not given`);
    return [];
  });
}

function readField(place: string, name: string, type: GraphQLOutputType, given: Plain, report: Report) {
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (isObject(given)) {
    if (isObjectType(nullable)) {
      const all = () => true;
      reportUnknown(nullable.name, Object.keys(given), [nullable], report);
      return [{ name, fields: readFields(nullable, given, all, () => false, report) }];
    }
    report(`${place} is no object that could be put together of fields`);
    return [];
  }
  const path = readEventPath(given, (fault) => report(`${place}: ${fault}`));
  return path ? [{ name, path, type: toValueType(type) }] : [];
}

/** Tells of names that no type has. */
export function reportUnknown(
  place: string,
  names: readonly string[],
  types: readonly GraphQLObjectType[],
  report: Report,
): void {
  for (const name of names)
    if (!types.some((type) => Object.hasOwn(type.getFields(), name))) report(`${place} has no field ${name}`);
}

function toValueType(type: GraphQLOutputType): ValueType {
  if (isNonNullType(type)) return { ...toValueType(type.ofType), required: true };
  if (isListType(type)) return { kind: 'list', item: toValueType(type.ofType), required: false };
  return { ...toNamed(type), required: false };
}

const ownScalars = ['ID', 'String', 'Int', 'Float', 'Boolean'] as const;

function toNamed(type: GraphQLNamedType): ValueType {
  const required = false;
  if (isEnumType(type)) return { kind: 'enum', values: type.getValues().map(({ name }) => name), required };
  if (!isScalarType(type)) return { kind: 'object', required };
  return { kind: 'leaf', name: ownScalars.find((name) => name === type.name) ?? 'any', required };
}

/** Where the leaves of a field set are: `id owner { id }` gives `[['id'], ['owner', 'id']]`. */
function pathsOf(fieldSet: string): readonly (readonly string[])[] {
  const [node] = parse(`{ ${fieldSet} }`, { noLocation: true }).definitions;
  return node?.kind === Kind.OPERATION_DEFINITION ? leavesOf(node.selectionSet) : [];
}

function leavesOf({ selections }: SelectionSetNode): readonly (readonly string[])[] {
  return selections.flatMap((node) => {
    if (node.kind !== Kind.FIELD) return [];
    if (!node.selectionSet) return [[node.name.value]];
    return leavesOf(node.selectionSet).map((rest) => [node.name.value, ...rest]);
  });
}
