import { type GraphQLCompositeType, type GraphQLObjectType, isObjectType } from 'graphql';
import { clientName } from '../../document/response-names.ts';
import { looseNames } from '../fetch/keys.ts';
import { literal } from '../literal.ts';
import type { Group, Sets, Slot } from './collect.ts';
import type { Condition } from './condition.ts';
import type { Draft } from './draft.ts';
import { type Family, familiesOf } from './family.ts';
import { groupWriter, type ObjectHere } from './group.ts';
import { createPen } from './pen.ts';
import { type Place, tell } from './place.ts';

/** Defines a function that writes an object of the type which is not null; gives its name. */
export function objectFunction(draft: Draft, type: GraphQLCompositeType, sets: Sets, place: Place): string {
  const check = `if (typeof x !== 'object' || Array.isArray(x)) return ${tell('unfit', place, literal(type.name))};`;
  if (isObjectType(type)) {
    const here = { type, label: type.name, typename: `"${type.name}"`, place };
    return draft.define(`${check}\n${fieldsBody(draft, here, draft.collect(sets, type))}`);
  }
  const families = familiesOf(draft, type, sets);
  const cases = families.map(({ types, slots, shown }) => {
    const names = types.map(({ name }) => literal(name));
    if (isWrittenUntold(draft, type, families)) names.push(literal(type.name), 'undefined');
    const labels = names.map((name) => `case ${name}: `).join('');
    const body = shown ? abstractBody(draft, type, types, slots, place) : `return ${tell('denied', place)};`;
    return `${labels}${body}`;
  });
  const unknown = `return ${tell('stranger', place, literal(type.name))};`;
  return draft.define([check, 'switch (x["__typename"]) {', ...cases, '}', unknown].join('\n'));
}

/**
 * Whether an object may be written of which nobody says what it is, or by its interface's name: that is what comes of a
 * subgraph which knows the interface as `@interfaceObject`, and nobody else is asked when the answer does not depend on it.
 */
function isWrittenUntold({ input }: Draft, type: GraphQLCompositeType, families: readonly Family[]): boolean {
  const isAlike = families.length === 1 && families.every(({ slots }) => !slots.some(asksTypename));
  return isAlike && looseNames(input.supergraph).has(type.name);
}

function asksTypename({ group }: Slot): boolean {
  return group.nodes.some(({ node }) => node.name.value === '__typename');
}

function abstractBody(
  draft: Draft,
  declared: GraphQLCompositeType,
  types: readonly [GraphQLObjectType, ...GraphQLObjectType[]],
  slots: readonly Slot[],
  place: Place,
): string {
  const [type] = types;
  const here: ObjectHere =
    types.length === 1
      ? { type, label: type.name, typename: `"${type.name}"`, place }
      : { type, label: declared.name, typename: undefined, place };
  return `return ${draft.define(fieldsBody(draft, here, slots))}(x);`;
}

function fieldsBody(draft: Draft, here: ObjectHere, slots: readonly Slot[]): string {
  const pen = createPen();
  const writers = new Map<Group, ReturnType<typeof groupWriter>>();
  for (const { group, when, unless } of slots) {
    draft.count();
    const key = clientName(group.responseName);
    const writer = writers.get(group) ?? groupWriter(draft, here, group, objectFunction);
    writers.set(group, writer);
    const guard = guardOf(draft, when, unless);
    const { fixed, leaf, read, write } = writer;
    if (guard !== '') pen.guarded(guard, key, write);
    else if (fixed) pen.fixed(key, fixed);
    else if (leaf && read) pen.leaf(key, read, leaf);
    else pen.field(key, write);
  }
  return `const o = x;\n${pen.body()}`;
}

function guardOf(draft: Draft, when: Condition, unless: readonly Condition[]): string {
  const literalOf = (each: string) => (each.startsWith('!') ? `!${draft.flag(each.slice(1))}` : draft.flag(each));
  const holds = (condition: Condition) => [...condition].map(literalOf).join(' && ');
  return [...unless.map((each) => `!(${holds(each)})`), ...(when.size > 0 ? [holds(when)] : [])].join(' && ');
}
