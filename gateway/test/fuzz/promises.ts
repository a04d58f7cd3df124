import {
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Objects } from './case.ts';
import { concreteTypes, type Ground } from './ground.ts';

/** What all subgraphs say of a field: their types of it, and the object types that all of them know it may be. */
export type Promises = {
  readonly types: readonly GraphQLOutputType[];
  readonly allowed: readonly string[];
  /** The values of an enum that all of them know. */
  readonly values: readonly string[];
};

/** Reads what is promised of a field of a concrete type. */
export function promisesOf(ground: Ground, typeName: string, field: GraphQLField<unknown, unknown>): Promises {
  const promised = [...ground.subgraphs.values()].flatMap(({ schema, parts }) =>
    [typeName, ...interfaceNames(ground, typeName).filter((name) => parts.get(name)?.isInterfaceObject)].flatMap(
      (name) => {
        const type = schema.getType(name);
        const own = isObjectType(type) || isInterfaceType(type) ? type.getFields()[field.name] : undefined;
        if (!own) return [];
        const { name: ownName } = getNamedType(own.type);
        return [{ type: own.type, possible: possibleIn(ground, schema, ownName), values: valuesOf(schema, ownName) }];
      },
    ),
  );
  const named = getNamedType(field.type);
  const all = isCompositeType(named) ? possibleIn(ground, ground.full, named.name) : [];
  return {
    types: [field.type, ...promised.map(({ type }) => type)],
    allowed: all.filter((name) => promised.every(({ possible }) => possible.includes(name))),
    values: valuesOf(ground.full, named.name).filter((value) => promised.every(({ values }) => values.includes(value))),
  };
}

function valuesOf(schema: GraphQLSchema, name: string): readonly string[] {
  const type = schema.getType(name);
  return isEnumType(type) ? type.getValues().map((value) => value.name) : [];
}

function interfaceNames({ full }: Ground, typeName: string): readonly string[] {
  const type = full.getType(typeName);
  return isObjectType(type) ? type.getInterfaces().map(({ name }) => name) : [];
}

function possibleIn(ground: Ground, schema: GraphQLSchema, name: string): readonly string[] {
  const type = schema.getType(name);
  // An interface object is any of the interface's objects.
  return isAbstractType(type) ? schema.getPossibleTypes(type).map((one) => one.name) : concreteTypes(ground.full, name);
}

/** Whether the data keeps what the subgraphs promise of it. */
export function keepsPromises(ground: Ground, objects: Objects): boolean {
  return Object.entries(objects).every(([key, fields]) => {
    const type = ground.full.getType(key.split(':', 1)[0] ?? '');
    // Objects of types that are gone do no harm while nothing leads to them.
    if (!isObjectType(type)) return true;
    return Object.values(type.getFields()).every((field) => {
      const { types, allowed, values } = promisesOf(ground, type.name, field);
      const named = getNamedType(field.type);
      const fits = (one: unknown) => {
        if (isEnumType(named)) return values.includes(String(one));
        return !isCompositeType(named) || allowed.includes(String(one).split(':', 1)[0] ?? '');
      };
      return choicesOf(fields[field.name] ?? null).every((value) => types.every((one) => isOfType(value, one, fits)));
    });
  });
}

function choicesOf(value: unknown): readonly unknown[] {
  const choices = (value as { choices?: unknown } | null)?.choices;
  return Array.isArray(choices) ? choices : [value];
}

function isOfType(value: unknown, type: GraphQLOutputType, fits: (one: unknown) => boolean): boolean {
  if (value === null) return !isNonNullType(type);
  if (isNonNullType(type)) return isOfType(value, type.ofType, fits);
  if (!isListType(type)) return fits(value);
  return Array.isArray(value) && value.every((one) => isOfType(one, type.ofType as GraphQLOutputType, fits));
}
