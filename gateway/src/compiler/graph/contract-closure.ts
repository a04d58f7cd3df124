import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType, isScalarType } from 'graphql';
import type { Element } from './contract-elements.ts';

type IsHidden = (coordinate: string) => boolean;

/**
 * Hides what cannot stand without what is hidden, until nothing more falls: fields whose type is gone, what would need a
 * value of such a type, types that are empty, fields of interfaces that an implementation no longer has.
 */
export function hideDependents(schema: GraphQLSchema, types: readonly Element[], hidden: Set<string>): void {
  const isHidden: IsHidden = (coordinate) => hidden.has(coordinate);
  const fallen = (element: Element): readonly Element[] => {
    if (isHidden(element.coordinate)) return [];
    const members = element.members.flatMap(fallen);
    return mustFall(schema, element, isHidden) ? [...members, element] : members;
  };
  for (let found = types.flatMap(fallen); found.length > 0; found = types.flatMap(fallen))
    for (const { coordinate } of found) hidden.add(coordinate);
}

function mustFall(schema: GraphQLSchema, element: Element, isHidden: IsHidden): boolean {
  if (!element.parent) return isEmptyType(schema, element, isHidden);
  if (element.type !== undefined && isHidden(element.type)) return true;
  if (element.defaultUses.some(isHidden)) return true;
  if (element.members.some(({ required, coordinate }) => required && isHidden(coordinate))) return true;
  return isMissingInImplementation(schema, element, isHidden);
}

function isEmptyType(schema: GraphQLSchema, { coordinate, members }: Element, isHidden: IsHidden): boolean {
  const type = schema.getType(coordinate);
  if (!type || isScalarType(type)) return false;
  // Without a field that has to be given, an input object cannot be made.
  if (members.some(({ required, coordinate: member }) => required && isHidden(member))) return true;
  const objects = isAbstractType(type) ? schema.getPossibleTypes(type) : [];
  if (objects.length > 0 && objects.every(({ name }) => isHidden(name))) return true;
  return members.length > 0 && members.every((member) => isHidden(member.coordinate));
}

/** An interface promises what all of its implementations have. */
function isMissingInImplementation(schema: GraphQLSchema, element: Element, isHidden: IsHidden): boolean {
  const [typeName = '', rest = ''] = splitCoordinate(element.coordinate);
  const type = schema.getType(typeName);
  if (!isInterfaceType(type)) return false;
  const { objects, interfaces } = schema.getImplementations(type);
  return [...objects, ...interfaces].some(
    (each) => (isObjectType(each) || isInterfaceType(each)) && !isHidden(each.name) && isHidden(each.name + rest),
  );
}

function splitCoordinate(coordinate: string): readonly [string, string] {
  const dot = coordinate.indexOf('.');
  return [coordinate.slice(0, dot), coordinate.slice(dot)];
}
