import { type FieldNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import { type Place, placeAt, unknownPlace } from './places.ts';
import type { Part } from './read-plan.ts';
import { readSelection, responseName } from './selection.ts';

/**
 * Leaves out `__typename` where there is one type of objects only: the planner asks for it wherever it may be of use to
 * somebody, and it is a sixth of what subgraphs send.
 */
export function withoutTypenames(part: Part, root: Place): Part {
  const { operation, renames } = part;
  const place = placeAt(root, part.path);
  const selectionSet = strip(operation.selectionSet, part, place, '');
  return { ...part, operation: { ...operation, selectionSet }, given: readSelection(selectionSet, renames) };
}

function strip(set: SelectionSetNode, part: Part, place: Place, at: string): SelectionSetNode {
  const selections = set.selections.map((node): SelectionNode => {
    if (node.kind === Kind.INLINE_FRAGMENT) return { ...node, selectionSet: strip(node.selectionSet, part, place, at) };
    if (node.kind !== Kind.FIELD || !node.selectionSet) return node;
    const sent = `${at}/${responseName(node)}`;
    const below = place.below.get(part.renames.get(sent) ?? responseName(node)) ?? unknownPlace;
    return { ...node, selectionSet: strip(node.selectionSet, part, below, sent) };
  });
  const others = place.type === undefined ? selections : selections.filter((node) => !isTypename(node));
  // Something must be asked for, or nobody knows whether there is an object.
  return { ...set, selections: others.length > 0 ? others : selections };
}

function isTypename(node: SelectionNode): node is FieldNode {
  return node.kind === Kind.FIELD && responseName(node) === '__typename';
}
