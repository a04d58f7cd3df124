import { getNamedType, isObjectType, Kind, type SelectionSetNode } from 'graphql';
import { concreteTypes, type Ground } from './ground.ts';

/** Fields of which something is computed (`@requires`), as `Type.field`. */
export function inputFields(ground: Ground): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { typeName, fields } of requirementsOf(ground)) addNamed(found, ground, typeName, fields);
  return found;
}

/**
 * Fields by which an object would be null that something is computed of: it comes together with what a client asks for of
 * it, so that a null may rise to it that one server has elsewhere.
 */
export function raisingFields(ground: Ground): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { typeName, fields } of requirementsOf(ground)) addRaising(found, ground, typeName, fields);
  return found;
}

/** Adds the fields that a selection names. */
export function addNamed(found: Set<string>, ground: Ground, typeName: string, selection: SelectionSetNode): void {
  walk(ground, typeName, selection, (type, name) => found.add(`${type}.${name}`));
}

function addRaising(found: Set<string>, ground: Ground, typeName: string, selection: SelectionSetNode): void {
  const addOf = (type: string): void => {
    for (const field of fieldsOf(ground, type)) {
      const name = `${type}.${field.name}`;
      if (found.has(name) || !String(field.type).endsWith('!')) continue;
      found.add(name);
      for (const one of possible(ground, getNamedType(field.type).name)) addOf(one);
    }
  };
  walk(ground, typeName, selection, (type, name, isLeaf) => {
    const field = fieldsOf(ground, type).find((each) => each.name === name);
    if (field && !isLeaf) for (const one of possible(ground, getNamedType(field.type).name)) addOf(one);
  });
}

function requirementsOf(ground: Ground) {
  return [...ground.subgraphs.values()].flatMap(({ parts }) =>
    [...parts].flatMap(([name, { requires }]) =>
      concreteTypes(ground.full, name).flatMap((typeName) =>
        [...requires.values()].map((fields) => ({ typeName, fields })),
      ),
    ),
  );
}

type Visit = (typeName: string, fieldName: string, isLeaf: boolean) => void;

function walk(ground: Ground, typeName: string, { selections }: SelectionSetNode, visit: Visit): void {
  for (const node of selections) {
    if (node.kind === Kind.INLINE_FRAGMENT) {
      for (const one of possible(ground, node.typeCondition?.name.value ?? typeName))
        walk(ground, one, node.selectionSet, visit);
    }
    if (node.kind !== Kind.FIELD || node.name.value === '__typename') continue;
    visit(typeName, node.name.value, !node.selectionSet);
    const field = fieldsOf(ground, typeName).find(({ name }) => name === node.name.value);
    if (!node.selectionSet || !field) continue;
    for (const one of possible(ground, getNamedType(field.type).name)) walk(ground, one, node.selectionSet, visit);
  }
}

function fieldsOf({ full }: Ground, typeName: string) {
  const type = full.getType(typeName);
  return isObjectType(type) ? Object.values(type.getFields()) : [];
}

function possible({ full }: Ground, typeName: string): readonly string[] {
  const type = full.getType(typeName);
  if (isObjectType(type)) return [typeName];
  return type && 'getTypes' in type ? type.getTypes().map(({ name }) => name) : concreteTypes(full, typeName);
}
