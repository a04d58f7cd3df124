import { type GraphQLNamedType, type GraphQLSchema, getNamedType, Kind, type SelectionSetNode } from 'graphql';
import type { EmitInput, NormalOperation } from '../emit-input.ts';
import { property } from '../literal.ts';
import { createPrices, type Prices } from './prices.ts';

/** All that is selected under one response name of a place, whichever fragment asks for it. */
type Selected = { own: number; type: GraphQLNamedType; readonly sets: SelectionSetNode[] };

type Drafting = {
  readonly schema: GraphQLSchema;
  readonly operation: NormalOperation;
  readonly prices: Prices;
  readonly functions: string[];
};

/** Emits `actual(store)`: what an answer has cost, by the weights of `emitCost` and the lengths that lists came to. */
export function emitActual({ schema, operation, supergraph }: EmitInput): string {
  const root = schema.getRootType(operation.node.operation);
  if (!root) throw new Error('a valid operation has a root type');
  const drafting = { schema, operation, prices: createPrices(supergraph), functions: [] };
  const name = draftValue(drafting, 0, root, [operation.node.selectionSet]);
  const { functions }: Drafting = drafting;
  return [...functions, `function actual(store) { return ${name}(store); }`].join('\n');
}

/** Drafts the function that counts the value or values of one place; gives back its name. */
function draftValue(
  drafting: Drafting,
  own: number,
  type: GraphQLNamedType,
  sets: readonly SelectionSetNode[],
): string {
  const selected = new Map<string, Selected>();
  for (const set of sets) collect(drafting, set, type, selected, new Set());
  const terms = [...selected].flatMap(([key, { own: weight, type: named, sets: inner }]) => {
    if (inner.length === 0) return weight > 0 ? [`(${property('o', key)} === undefined ? 0 : ${weight})`] : [];
    return [`${draftValue(drafting, weight, named, inner)}(${property('o', key)})`];
  });
  const name = `cost${drafting.functions.length}`;
  drafting.functions.push(`function ${name}(o) {
  if (o === null || typeof o !== 'object') return 0;
  if (!Array.isArray(o)) return ${[String(own), ...terms].join(' + ')};
  let sum = 0;
  for (let i = 0; i < o.length; i++) sum += ${name}(o[i]);
  return sum;
}`);
  return name;
}

function collect(
  drafting: Drafting,
  set: SelectionSetNode,
  type: GraphQLNamedType,
  selected: Map<string, Selected>,
  seen: Set<string>,
): void {
  const { schema, operation, prices } = drafting;
  for (const node of set.selections) {
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const on = schema.getType(node.typeCondition?.name.value ?? type.name) ?? type;
      collect(drafting, node.selectionSet, on, selected, seen);
    } else if (node.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = operation.fragments[node.name.value];
      if (!fragment || seen.has(node.name.value)) continue;
      seen.add(node.name.value);
      collect(
        drafting,
        fragment.selectionSet,
        schema.getType(fragment.typeCondition.name.value) ?? type,
        selected,
        seen,
      );
    } else {
      const field = 'getFields' in type ? type.getFields()[node.name.value] : undefined;
      if (!field) continue;
      const named = getNamedType(field.type);
      const own = prices.ofField(type.name, field);
      const key = node.alias?.value ?? field.name;
      const known = selected.get(key) ?? { own, type: named, sets: [] };
      if (node.selectionSet) known.sets.push(node.selectionSet);
      selected.set(key, { ...known, own: Math.max(known.own, own) });
    }
  }
}
