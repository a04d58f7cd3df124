import { isObjectType } from 'graphql';
import type { GraphCase, Objects } from './case.ts';
import type { Draw } from './draw.ts';
import type { SubgraphFacts } from './facts.ts';
import type { Ground } from './ground.ts';
import { inputFields } from './inputs.ts';

/**
 * Makes some subgraphs know nothing of some entities: they answer `_entities` with null for these. What such a subgraph
 * alone gives of an entity is null then, and what is computed of it is computed of null: an input must be allowed to be.
 */
export function forget(draw: Draw, ground: Ground, objects: Objects): Pick<GraphCase, 'objects' | 'unknown'> {
  const places = [...ground.subgraphs.values()].flatMap((facts) =>
    [...facts.parts.keys()]
      .filter((typeName) => isForgettable(ground, facts, typeName))
      .map((typeName) => ({ name: facts.name, typeName, fields: ownFields(facts, typeName) })),
  );
  if (places.length === 0 || !draw.chance(40)) return { objects };
  const { name, typeName, fields } = draw.pick(places);
  const keys = Object.keys(objects).filter((key) => key.startsWith(`${typeName}:`));
  const forgotten = draw.some(keys, 1);
  const changed = Object.entries(objects).map(([key, values]) => {
    if (!forgotten.includes(key)) return [key, values];
    return [key, { ...values, ...Object.fromEntries(fields.map((field) => [field, null])) }];
  });
  return { objects: Object.fromEntries(changed), unknown: { [name]: forgotten } };
}

function keyNames({ parts }: SubgraphFacts, typeName: string): readonly string[] {
  const sets = parts.get(typeName)?.keys.map(({ fields }) => fields.selections) ?? [];
  return sets.flat().flatMap((node) => ('name' in node && node.name ? [node.name.value] : []));
}

/** What a subgraph gives of a type beside its keys. */
function ownFields(facts: SubgraphFacts, typeName: string): readonly string[] {
  const type = facts.schema.getType(typeName);
  const part = facts.parts.get(typeName);
  if (!isObjectType(type) || !part) return [];
  const keys = keyNames(facts, typeName);
  return Object.keys(type.getFields()).filter((name) => !keys.includes(name) && !part.external.has(name));
}

function isForgettable(ground: Ground, facts: SubgraphFacts, typeName: string): boolean {
  const part = facts.parts.get(typeName);
  if (!part || part.isInterfaceObject || !part.keys.some(({ resolvable }) => resolvable)) return false;
  // Of an interface object it is the others who know what it is.
  if ([...ground.subgraphs.values()].some(({ parts }) => [...parts.values()].some((one) => one.isInterfaceObject)))
    return false;
  const others = [...ground.subgraphs.values()].filter((other) => other !== facts);
  // Keys that others do not have would be needed of it to go on.
  const isOnWay = others.some((other) =>
    keyNames(other, typeName).some((name) => !keyNames(facts, typeName).includes(name)),
  );
  const isKeyed = others.some((other) => keyNames(other, typeName).length > 0) && !isOnWay && part.keys.length === 1;
  return isKeyed && ownFields(facts, typeName).every((name) => isOwnAndFree(ground, facts, others, typeName, name));
}

function isOwnAndFree(
  ground: Ground,
  facts: SubgraphFacts,
  others: readonly SubgraphFacts[],
  typeName: string,
  fieldName: string,
): boolean {
  const type = facts.schema.getType(typeName);
  const isPromised = isObjectType(type) && String(type.getFields()[fieldName]?.type).endsWith('!');
  const isElsewhere = others.some(({ schema, parts }) => {
    const other = schema.getType(typeName);
    const isThere = isObjectType(other) && other.getFields()[fieldName] !== undefined;
    return isThere && !parts.get(typeName)?.external.has(fieldName);
  });
  return !isElsewhere && !(isPromised && inputFields(ground).has(`${typeName}.${fieldName}`));
}
