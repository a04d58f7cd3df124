import { type GraphQLSchema, isInterfaceType, isNonNullType, isObjectType } from 'graphql';
import type { Emitting } from './emitting.ts';
import { type Needs, readNeeds } from './needs.ts';
import type { Part } from './read-plan.ts';
import type { Required } from './required.ts';

type Known = Pick<Emitting, 'typeNames' | 'keysOf' | 'requiredOf'>;
/** Places of the store, `/product/weight`, of which fetches compute something, and of those by which they look it up. */
type Places = { readonly inputs: Set<string>; readonly keys: Set<string> };

/**
 * Makes what says what for others need a field that a fetch of a plan gives: as a key; or as an input, of which they
 * compute something (`@requires`), if every type of which it is asked lets it be null.
 */
export function createNeededAs(supergraph: GraphQLSchema, parts: readonly Part[], known: Known): Emitting['neededAs'] {
  const places: Places = { inputs: new Set(), keys: new Set() };
  for (const part of parts) addNeeds(part, known, places);
  const isNullable = (typeName: string, fieldName: string) => {
    const type = supergraph.getType(typeName);
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
    return !field || !isNonNullType(field.type);
  };
  return (part, { name, asked }) => {
    const at = `${placeOf(part)}/${name}`;
    if (places.keys.has(at)) return 'key';
    if (!places.inputs.has(at)) return undefined;
    const mayBeNull = asked.every(({ on, field }) =>
      on.every((condition) => [condition, ...known.typeNames(condition)].every((type) => isNullable(type, field))),
    );
    return mayBeNull ? 'input' : undefined;
  };
}

function placeOf({ path }: Part): string {
  return path.map((step) => (step.kind === 'field' ? `/${step.name}` : '')).join('');
}

function addNeeds(part: Part, { typeNames, keysOf, requiredOf }: Known, places: Places): void {
  const { fetch, given } = part;
  if (!fetch.requires) return;
  const needs = readNeeds(fetch.requires, fetch.inputRewrites ?? [], typeNames);
  const required = requiredOf(fetch.serviceName, new Set(), given);
  addPlaces(needs, required, placeOf(part), places);
  for (const { types = new Set<string>(), needs: own } of needs) {
    const keys = new Set([...types].flatMap((type) => keysOf(fetch.serviceName, type).flatMap((key) => [...key])));
    for (const { read, sent } of own) if (keys.has(sent)) places.keys.add(`${placeOf(part)}/${read}`);
  }
}

/** `required`: undefined within a key. */
function addPlaces(all: Needs, required: Required | undefined, place: string, places: Places): void {
  for (const { read, sent, objects } of all.flatMap(({ needs }) => needs)) {
    const at = `${place}/${read}`;
    const field = required?.get(sent);
    if (field) places.inputs.add(at);
    else places.keys.add(at);
    if (objects) addPlaces(objects, field?.below, at, places);
  }
}
