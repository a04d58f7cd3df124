import { type FieldNode, Kind, print, type SelectionNode } from 'graphql';
import type { NormalOperation } from '../emit/emit-input.ts';

type Place = Map<string, { readonly asked: string; readonly below: Place }>;

/**
 * Whether one name of the answer stands for different things (another field, other arguments), by the type of some
 * object above it. The stock planner takes types into account only within one fetch, unless it is told to: of two such
 * fields beyond a fetch's end it would ask for one and give it out as both.
 */
export function differsByType({ node, fragments }: NormalOperation): boolean {
  const differsIn = (selections: readonly SelectionNode[], place: Place): boolean =>
    selections.some((selection) => {
      if (selection.kind === Kind.FIELD) return differsAt(selection, place);
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
      return differsIn(fragment?.selectionSet.selections ?? [], place);
    });
  const differsAt = (field: FieldNode, place: Place): boolean => {
    const name = field.alias?.value ?? field.name.value;
    const asked = print({ kind: Kind.FIELD, name: field.name, arguments: field.arguments ?? [] });
    const known = place.get(name) ?? { asked, below: new Map() };
    place.set(name, known);
    return known.asked !== asked || differsIn(field.selectionSet?.selections ?? [], known.below);
  };
  return differsIn(node.selectionSet.selections, new Map());
}
