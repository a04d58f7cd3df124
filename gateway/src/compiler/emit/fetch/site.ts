import { type DirectiveNode, Kind, type SelectionNode } from 'graphql';
import { literal, property } from '../literal.ts';
import type { Emitting } from './emitting.ts';
import type { Part } from './read-plan.ts';
import { type Given, responseName } from './selection.ts';

/** What the client sees at a place of the store, by response names. */
export type Seen = ReadonlyMap<string, Seen>;

/** A field that a fetch should give to the objects it is for. */
type Field = {
  readonly name: string;
  readonly types: ReadonlySet<string> | undefined;
  readonly conditions: readonly string[];
};

/**
 * Declares where a fetch has its place, what it should give there, and what of it the client does not see: it is only
 * looked at when something fails.
 */
export function declareSite(emitting: Emitting, { path, given, operation, renames }: Part): string {
  const steps = path.flatMap((step) => (step.kind === 'types' ? [] : [step.kind === 'list' ? '@' : step.name]));
  const seen = steps.reduce<Seen>((at, step) => (step === '@' ? at : (at.get(step) ?? new Map())), emitting.seen);
  const fields = fieldsOf(emitting, operation.selectionSet.selections, undefined, []).flatMap((field) => {
    const name = renames.get(`/${field.name}`) ?? field.name;
    return seen.has(name) ? [{ ...field, name }] : [];
  });
  const hidden = hiddenOf(given, seen, '');
  const renamed = [...renames].map(([place, name]) => `[${literal(place)}, ${literal(name)}]`).join(', ');
  return emitting.source.declare('Site', (name) =>
    [
      `const ${name} = { path: ${literal(steps)}, fields: [${merged(fields).map(emitField).join(', ')}],`,
      `hidden: new Set(${literal(hidden)}), renames: new Map([${renamed}]) };`,
    ].join('\n'),
  );
}

function emitField({ name, types, conditions }: Field): string {
  const when = conditions.length > 0 ? `(v) => ${conditions.join(' && ')}` : 'undefined';
  return `{ name: ${literal(name)}, types: ${types ? `new Set(${literal([...types])})` : 'undefined'}, when: ${when} }`;
}

/** Fields of the same name under several conditions: what is said of one of them holds for all when it is unconditional. */
function merged(fields: readonly Field[]): readonly Field[] {
  const always = new Set(
    fields.filter(({ types, conditions }) => !types && conditions.length === 0).map(({ name }) => name),
  );
  const seen = new Set<string>();
  return fields.filter((field) => {
    const { name, types, conditions } = field;
    const key = JSON.stringify([name, [...(types ?? [])], conditions]);
    const isNew = !seen.has(key) && (!always.has(name) || (!types && conditions.length === 0));
    seen.add(key);
    return isNew;
  });
}

function fieldsOf(
  emitting: Emitting,
  selections: readonly SelectionNode[],
  types: ReadonlySet<string> | undefined,
  conditions: readonly string[],
): readonly Field[] {
  return selections.flatMap((node): readonly Field[] => {
    const all = [...conditions, ...(node.directives ?? []).flatMap(conditionOf)];
    if (node.kind === Kind.FIELD) return [{ name: responseName(node), types, conditions: all }];
    if (node.kind !== Kind.INLINE_FRAGMENT) return [];
    const names = node.typeCondition && emitting.typeNames(node.typeCondition.name.value);
    const both = names && types ? new Set([...names].filter((name) => types.has(name))) : (names ?? types);
    return fieldsOf(emitting, node.selectionSet.selections, both, all);
  });
}

function conditionOf({ name, arguments: given = [] }: DirectiveNode): readonly string[] {
  const value = given.find((argument) => argument.name.value === 'if')?.value;
  if ((name.value !== 'skip' && name.value !== 'include') || !value) return [];
  const text =
    value.kind === Kind.VARIABLE ? property('v', value.name.value) : String(value.kind === Kind.BOOLEAN && value.value);
  return [`${text} ${name.value === 'skip' ? '!==' : '==='} true`];
}

/** What a fetch gives only for other fetches, as places: `product/weight`. */
function hiddenOf(given: Given, seen: Seen, place: string): readonly string[] {
  return [...given.values()].flatMap(({ name, fields }) => {
    const below = seen.get(name);
    if (!below) return [`${place}${name}`];
    return fields ? hiddenOf(fields, below, `${place}${name}/`) : [];
  });
}
