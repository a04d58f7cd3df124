import type { FetchDataRewrite } from '@apollo/query-planner';
import { type FieldNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import { conditionsOf } from './condition.ts';

/** What a fetch gives at one place, by the names of the store, whatever the type of the object there. */
export type Given = ReadonlyMap<string, GivenField>;

/** `fields` is undefined for a leaf. */
export type GivenField = {
  readonly name: string;
  readonly fields: Given | undefined;
  /** Under what it is asked for: one of these must hold. */
  readonly asked: readonly Asked[];
};

/** What must hold for a field to be asked for. */
export type Asked = {
  /** The schema's name for it. */
  readonly field: string;
  /** Type conditions, all of which the object that has the field must fit. */
  readonly on: readonly string[];
  /** Expressions over the variables, `v`, of all that holds the field in the same operation. */
  readonly conditions: readonly string[];
};

type Mutable = Map<string, { name: string; fields: Mutable | undefined; asked: Asked[] }>;

/** The names of the store by the place in the answer, `/product/name__alias_0`, where the two differ. */
export type Renames = ReadonlyMap<string, string>;

/**
 * Reads the planner's rewrites of what a fetch gives: types that cannot be merged come under names that differ. Their
 * type conditions can be left out here, since no other field has such a name.
 */
export function renamesOf(rewrites: readonly FetchDataRewrite[]): Renames {
  const renames = new Map<string, string>();
  for (const rewrite of rewrites) {
    if (rewrite.kind === 'KeyRenamer') renames.set(placeOf(rewrite.path), rewrite.renameKeyTo);
  }
  return renames;
}

/** Makes one tree of what is selected, under the names that it has in the store. */
export function readSelection(selectionSet: SelectionSetNode, renames: Renames): Given {
  const given: Mutable = new Map();
  addAll(selectionSet.selections, '', given, renames, [], []);
  return given;
}

/** The name under which a field's value comes in an answer. */
export function responseName({ alias, name }: FieldNode): string {
  return alias?.value ?? name.value;
}

function placeOf(path: readonly string[]): string {
  const names = path.filter((part) => !part.startsWith('... on '));
  return names.map((name) => `/${name}`).join('');
}

function addAll(
  selections: readonly SelectionNode[],
  place: string,
  into: Mutable,
  renames: Renames,
  on: Asked['on'],
  outer: Asked['conditions'],
): void {
  for (const node of selections) {
    const conditions = [...outer, ...conditionsOf(node.directives)];
    if (node.kind === Kind.FIELD) {
      addField(node, place, into, renames, { field: node.name.value, on, conditions });
    } else if (node.kind === Kind.INLINE_FRAGMENT) {
      const below = node.typeCondition ? [...on, node.typeCondition.name.value] : on;
      addAll(node.selectionSet.selections, place, into, renames, below, conditions);
    }
  }
}

function addField(node: FieldNode, place: string, into: Mutable, renames: Renames, asked: Asked): void {
  const at = `${place}/${responseName(node)}`;
  const name = renames.get(at) ?? responseName(node);
  const fields: Mutable | undefined = node.selectionSet ? new Map() : undefined;
  const known = into.get(name) ?? { name, fields, asked: [] as Asked[] };
  known.asked.push(asked);
  into.set(name, known);
  if (node.selectionSet && known.fields) {
    addAll(node.selectionSet.selections, at, known.fields, renames, [], asked.conditions);
  }
}
