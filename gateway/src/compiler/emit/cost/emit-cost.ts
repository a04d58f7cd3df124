import {
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  getNamedType,
  isListType,
  isNonNullType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { EmitInput } from '../emit-input.ts';
import { literal } from '../literal.ts';
import { argumentsCost } from './arguments-cost.ts';
import { lengthOf } from './list-length.ts';
import { createPrices, type Prices } from './prices.ts';
import { add, constant, mostPoints, type Sum, textOf, times, when, zero } from './sum.ts';

/** Points of an operation as such, by its type. */
const startingPoints = { query: 0, mutation: 10, subscription: 0 } as const;

type Costing = EmitInput & {
  readonly prices: Prices;
  readonly assumedListSize: number;
  /** Each fragment is priced once; those under way are not in circles, since the document is valid. */
  readonly ofFragment: Map<string, Sum>;
};

/**
 * Emits `estimate(v)`: what an operation may cost at most, after IBM's cost specification as federation has it. Objects
 * cost 1 each, leaves nothing, a list as much as its items and as many as `@listSize` says; what fragments select adds
 * up, whichever of them applies.
 */
export function emitCost(input: EmitInput, assumedListSize: number): string {
  const { schema, operation, supergraph } = input;
  const { node } = operation;
  const root = schema.getRootType(node.operation);
  if (!root) throw new Error('a valid operation has a root type');
  const costing: Costing = { ...input, prices: createPrices(supergraph), assumedListSize, ofFragment: new Map() };
  const total = add(constant(startingPoints[node.operation]), costOfSet(costing, node.selectionSet, root, []));
  if (total.terms.length === 0) return `function estimate() { return ${total.constant}; }`;
  return `${readers}\nfunction estimate(v) { return Math.min(${textOf(total)}, ${mostPoints}); }`;
}

/**
 * `at`: the value of a variable, or within it, as a length, which nothing below 0 is; `size`: the largest of the lengths
 * that are known.
 */
const readers = `
function at(v, ...path) {
  for (const name of path) v = v !== null && typeof v === 'object' && Object.hasOwn(v, name) ? v[name] : undefined;
  return typeof v === 'number' && v >= 0 ? v : undefined;
}
function size(otherwise, ...sizes) {
  let most = -1;
  for (const each of sizes) if (typeof each === 'number' && each > most) most = each;
  return most < 0 ? otherwise : most;
}
function items(list) { return Array.isArray(list) ? list.length : list === null || list === undefined ? 0 : 1; }`;

/** `sized`: lists of these names are as long as the field above them says. */
type Sized = readonly { readonly field: string; readonly length: number | string }[];

function costOfSet(costing: Costing, set: SelectionSetNode, type: GraphQLNamedType, sized: Sized): Sum {
  return add(...set.selections.map((node) => when(conditionOf(node), costOfSelection(costing, node, type, sized))));
}

function costOfSelection(costing: Costing, node: SelectionNode, type: GraphQLNamedType, sized: Sized): Sum {
  if (node.kind === Kind.FIELD) return costOfField(costing, node, type, sized);
  const { schema, operation, ofFragment } = costing;
  if (node.kind === Kind.INLINE_FRAGMENT) {
    return costOfSet(
      costing,
      node.selectionSet,
      schema.getType(node.typeCondition?.name.value ?? type.name) ?? type,
      sized,
    );
  }
  const name = node.name.value;
  const fragment = operation.fragments[name];
  if (!fragment) return zero;
  const on = schema.getType(fragment.typeCondition.name.value) ?? type;
  if (sized.length > 0) return costOfSet(costing, fragment.selectionSet, on, sized);
  const cost = ofFragment.get(name) ?? costOfSet(costing, fragment.selectionSet, on, []);
  ofFragment.set(name, cost);
  return cost;
}

function costOfField(costing: Costing, node: FieldNode, parent: GraphQLNamedType, sized: Sized): Sum {
  const field = fieldOf(parent, node.name.value);
  if (!field) return zero;
  const { prices } = costing;
  const priced = prices.field(parent.name, field.name);
  const type = getNamedType(field.type);
  const listSize = prices.listSizeOf(parent.name, field.name) ?? {};
  const length = lengthOf(field, node, listSize, costing.assumedListSize);
  const passedOn = (listSize.sizedFields ?? []).map((name) => ({ field: name, length }));
  const within = node.selectionSet ? costOfSet(costing, node.selectionSet, type, passedOn) : zero;
  const own = constant(prices.ofField(parent.name, field));
  const each = add(own, within);
  const given = sized.find((entry) => entry.field === field.name)?.length;
  const perValue = isList(field) ? times(each, given ?? length) : each;
  return add(perValue, argumentsCost(prices, field, priced, node));
}

function fieldOf(parent: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | undefined {
  return 'getFields' in parent ? (parent.getFields()[name] as GraphQLField<unknown, unknown> | undefined) : undefined;
}

function isList({ type }: GraphQLField<unknown, unknown>): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

/** What `@skip` and `@include` ask of the variables. */
function conditionOf({ directives = [] }: SelectionNode): string | undefined {
  const conditions = directives.flatMap(({ name, arguments: args }) => {
    const value = args?.find((each) => each.name.value === 'if')?.value;
    const wanted = name.value === 'include';
    if (!wanted && name.value !== 'skip') return [];
    if (value?.kind === Kind.BOOLEAN) return [String(value.value === wanted)];
    return value?.kind === Kind.VARIABLE ? [`v[${literal(value.name.value)}] === ${wanted}`] : [];
  });
  return conditions.length > 0 ? conditions.join(' && ') : undefined;
}
