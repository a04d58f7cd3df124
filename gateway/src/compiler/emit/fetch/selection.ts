import type { FetchDataRewrite } from '@apollo/query-planner';
import { type FieldNode, type FragmentDefinitionNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';

/** What a fetch gives at one place, by the names of the store, whatever the type of the object there. */
export type Given = ReadonlyMap<string, GivenField>;

/** `fields` is undefined for a leaf. */
export type GivenField = { readonly name: string; readonly fields: Given | undefined };

type Mutable = Map<string, { name: string; fields: Mutable | undefined }>;

/** Where a renamer of the planner applies, its type conditions left out, and the name of the store. */
type Renames = ReadonlyMap<string, string>;

type Context = { readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>; readonly renames: Renames };

/**
 * Makes one tree of what is selected, fragments expanded: names that differ in the answer because their types cannot be
 * merged go under the one name that the planner's rewrites give them in the end.
 */
export function readSelection(
  selectionSet: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  rewrites: readonly FetchDataRewrite[],
): Given {
  const given: Mutable = new Map();
  addAll(selectionSet.selections, '', given, { fragments, renames: renamesOf(rewrites) });
  return given;
}

function renamesOf(rewrites: readonly FetchDataRewrite[]): Renames {
  const renames = new Map<string, string>();
  for (const rewrite of rewrites) {
    if (rewrite.kind === 'KeyRenamer') renames.set(placeOf(rewrite.path), rewrite.renameKeyTo);
  }
  return renames;
}

function placeOf(path: readonly string[]): string {
  return path
    .filter((part) => !part.startsWith('... on '))
    .map((name) => `/${name}`)
    .join('');
}

function addAll(selections: readonly SelectionNode[], place: string, into: Mutable, context: Context): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) addField(selection, place, into, context);
    else addAll(selectionsOf(selection, context), place, into, context);
  }
}

function addField(node: FieldNode, place: string, into: Mutable, context: Context): void {
  const sent = node.alias?.value ?? node.name.value;
  const at = `${place}/${sent}`;
  const name = context.renames.get(at) ?? sent;
  const known = into.get(name) ?? { name, fields: node.selectionSet ? new Map() : undefined };
  into.set(name, known);
  if (node.selectionSet && known.fields) addAll(node.selectionSet.selections, at, known.fields, context);
}

function selectionsOf(node: Exclude<SelectionNode, FieldNode>, { fragments }: Context): readonly SelectionNode[] {
  if (node.kind === Kind.INLINE_FRAGMENT) return node.selectionSet.selections;
  return fragments.get(node.name.value)?.selectionSet.selections ?? [];
}
