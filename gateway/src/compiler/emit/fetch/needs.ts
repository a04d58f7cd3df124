import type { FetchDataRewrite, QueryPlanSelectionNode } from '@apollo/query-planner';
import type { TypeNames } from './type-names.ts';

/** One value of a representation: read under `read` in the store, sent under `sent`, which is the subgraph's name for it. */
export type Need = {
  readonly read: string;
  readonly sent: string;
  /** What an object there must give, by its type; undefined for a leaf. */
  readonly objects: Needs | undefined;
  /** Sent whatever the store has. */
  readonly constant?: string;
};

/** What is needed of objects: of those of certain types, or of all others. */
export type Needs = readonly { readonly types: ReadonlySet<string> | undefined; readonly needs: readonly Need[] }[];

/**
 * Reads what a fetch requires into what each concrete type must give: the conditions that fit a type are merged, and the
 * planner's rewrites of inputs are applied. Types that give the same go together.
 */
export function readNeeds(
  requires: readonly QueryPlanSelectionNode[],
  rewrites: readonly FetchDataRewrite[],
  typeNames: TypeNames,
): Needs {
  const names = new Set([...conditionsOf(requires)].flatMap((condition) => [...typeNames(condition)]));
  const groups = new Map<string, { types: Set<string> | undefined; needs: readonly Need[] }>();
  for (const type of [...names, undefined]) {
    const fitting = selectionsOf(requires, type, typeNames);
    const needs = needsOf(fitting, rewritesFor(rewrites, type, typeNames), typeNames);
    const key = `${type === undefined}${JSON.stringify(needs, textOfSets)}`;
    const group = groups.get(key) ?? { types: type === undefined ? undefined : new Set<string>(), needs };
    if (type !== undefined) group.types?.add(type);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Of what is needed, what is of the only type that objects can be of; all of it when that is not known. */
export function needsOfType(needs: Needs, type: string | undefined): Needs {
  if (type === undefined) return needs;
  const group = needs.find(({ types }) => types?.has(type)) ?? needs.find(({ types }) => !types);
  return group ? [{ types: new Set([type]), needs: group.needs }] : [];
}

type Selections = readonly QueryPlanSelectionNode[];
type FieldSelection = Extract<QueryPlanSelectionNode, { kind: 'Field' }>;

function conditionsOf(selections: Selections): ReadonlySet<string> {
  const found = new Set<string>();
  for (const selection of selections) {
    if (selection.kind === 'Field') continue;
    if (selection.typeCondition) found.add(selection.typeCondition);
    for (const inner of conditionsOf(selection.selections)) found.add(inner);
  }
  return found;
}

function selectionsOf(
  selections: Selections,
  type: string | undefined,
  typeNames: TypeNames,
): readonly FieldSelection[] {
  return selections.flatMap((selection) => {
    if (selection.kind === 'Field') return [selection];
    const { typeCondition } = selection;
    const fits = !typeCondition || (type !== undefined && typeNames(typeCondition).has(type));
    return fits ? selectionsOf(selection.selections, type, typeNames) : [];
  });
}

function needsOf(fields: readonly FieldSelection[], rewrites: Rewrites, typeNames: TypeNames): readonly Need[] {
  const byName = new Map<string, FieldSelection[]>();
  for (const field of fields) {
    const name = field.alias ?? field.name;
    byName.set(name, [...(byName.get(name) ?? []), field]);
  }
  return [...byName].map(([name, same]): Need => {
    const inner = same.flatMap(({ selections }) => selections ?? []);
    const below = rewrites.flatMap((rewrite) => stepInto(rewrite, name));
    const here = rewrites.filter(({ path }) => path.length === 1 && path[0] === name);
    const objects = inner.length === 0 ? undefined : readNeeds(inner, below, typeNames);
    return rewritten({ read: name, sent: same[0]?.name ?? name, objects }, here);
  });
}

type Rewrites = readonly FetchDataRewrite[];

const fragment = '... on ';

/** The rewrites that hold for objects of a type, without their leading type conditions. */
function rewritesFor(rewrites: Rewrites, type: string | undefined, typeNames: TypeNames): Rewrites {
  return rewrites.flatMap((rewrite): Rewrites => {
    const [first, ...path] = rewrite.path;
    if (!first?.startsWith(fragment)) return [rewrite];
    const fits = type === undefined || typeNames(first.slice(fragment.length)).has(type);
    return fits ? rewritesFor([{ ...rewrite, path }], type, typeNames) : [];
  });
}

function stepInto(rewrite: FetchDataRewrite, name: string): Rewrites {
  const [first, ...path] = rewrite.path;
  return first === name && path.length > 0 ? [{ ...rewrite, path }] : [];
}

function rewritten(need: Need, rewrites: Rewrites): Need {
  let made = need;
  for (const rewrite of rewrites) {
    if (rewrite.kind === 'KeyRenamer') made = { ...made, sent: rewrite.renameKeyTo };
    else made = { ...made, constant: JSON.stringify(rewrite.setValueTo) };
  }
  return made;
}

function textOfSets(_: string, value: unknown): unknown {
  return value instanceof Set ? [...value].sort() : value;
}
