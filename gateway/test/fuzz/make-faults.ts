import { type GraphQLOutputType, getNamedType, isInterfaceType, isLeafType, isListType, isObjectType } from 'graphql';
import type { GraphCase, OperationCase } from './case.ts';
import type { Draw } from './draw.ts';
import { concreteTypes, type Ground } from './ground.ts';
import { addNamed, inputFields, raisingFields } from './inputs.ts';

/** Fields in which things may go wrong as `Type:0.name`: see README.md for those in which they may not. */
export function breakableFields(ground: Ground, { objects, unknown }: GraphCase): readonly string[] {
  const forgotten = new Set(Object.values(unknown ?? {}).flat());
  const spared = sparedFields(ground);
  const all = Object.keys(objects).flatMap((key) =>
    fieldsOf(ground, key.split(':', 1)[0] ?? '').map((one) => ({ key, ...one })),
  );
  const mayRise = all.every(
    ({ typeName, field }) => isLeafType(getNamedType(field.type)) || isPromisedAlike(ground, typeName, field.name),
  );
  return all
    .filter(
      ({ typeName, field }) =>
        !spared.has(`${typeName}.${field.name}`) && isPromisedAlike(ground, typeName, field.name),
    )
    .filter(({ key }) => !forgotten.has(key))
    .filter(({ field }) => mayRise || !String(field.type).includes('!'))
    .map(({ key, field }) => `${key}.${field.name}`);
}

function fieldsOf({ full }: Ground, typeName: string) {
  const type = full.getType(typeName);
  return isObjectType(type) ? Object.values(type.getFields()).map((field) => ({ typeName, field })) : [];
}

/** Fields of keys and inputs of others, and those by which an input would be null. */
function sparedFields(ground: Ground): ReadonlySet<string> {
  const spared = new Set([...inputFields(ground), ...raisingFields(ground)]);
  for (const { parts } of ground.subgraphs.values()) {
    for (const [name, { keys }] of parts) {
      for (const typeName of concreteTypes(ground.full, name)) {
        for (const { fields } of keys) addNamed(spared, ground, typeName, fields);
      }
    }
  }
  return spared;
}

/** Whether all who have the field promise the same of it: else one subgraph's null is another's broken promise. */
function isPromisedAlike({ full, subgraphs }: Ground, typeName: string, fieldName: string): boolean {
  const own = full.getType(typeName);
  const type = isObjectType(own) ? own.getFields()[fieldName]?.type : undefined;
  return [...subgraphs.values()].every(({ schema }) => {
    const part = schema.getType(typeName);
    const field = isObjectType(part) || isInterfaceType(part) ? part.getFields()[fieldName] : undefined;
    return !field || wrapping(field.type) === (type && wrapping(type));
  });
}

function wrapping(type: GraphQLOutputType): string {
  return String(type).replace(getNamedType(type).name, '#');
}

/** Lets some fields throw, or give what they may not. Most operations have none of it. */
export function makeFaults(
  draw: Draw,
  ground: Ground,
  breakable: readonly string[],
): Pick<OperationCase, 'failing' | 'replaced'> {
  if (breakable.length === 0 || draw.chance(60)) return { failing: [], replaced: {} };
  const some = () =>
    Array.from({ length: draw.below(1 + Math.ceil(breakable.length / 6)) }, () => draw.pick(breakable));
  const replaced = some()
    .slice(0, 4)
    .map((id) => [id, replacement(draw, ground, id)]);
  return { failing: [...new Set(some())], replaced: Object.fromEntries(replaced) };
}

function replacement(draw: Draw, ground: Ground, id: string): unknown {
  const [key = '', name = ''] = id.split('.');
  const type = ground.full.getType(key.split(':', 1)[0] ?? '');
  const field = isObjectType(type) ? type.getFields()[name] : undefined;
  if (!field || draw.chance(50)) return null;
  if (String(field.type).startsWith('[') && isListType(field.type)) return [null];
  return getNamedType(field.type).name === 'Int' ? 'no number' : null;
}
