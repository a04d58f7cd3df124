import { type FieldNode, type GraphQLField, Kind, type ValueNode, valueFromASTUntyped } from 'graphql';
import { literal } from '../literal.ts';
import type { ListSize } from './prices.ts';

/**
 * How long a field's list may be, as a number or an expression over the variables `v`: the largest of its slicing
 * arguments, else its assumed size, else what is assumed of every list.
 */
export function lengthOf(
  { args }: GraphQLField<unknown, unknown>,
  node: FieldNode,
  { slicingArguments = [], assumedSize }: ListSize,
  assumedListSize: number,
): number | string {
  const otherwise = assumedSize ?? assumedListSize;
  const sizes = slicingArguments.flatMap((path): readonly (number | string)[] => {
    const [name = '', ...within] = path.split('.');
    const given = node.arguments?.find((each) => each.name.value === name)?.value;
    const byDefault = at(args.find((each) => each.name === name)?.defaultValue, within);
    if (!given) return byDefault;
    return sizeAt(given, within).map((size) =>
      typeof size === 'string' ? `(${size} ?? ${byDefault[0] ?? 'null'})` : size,
    );
  });
  if (sizes.length === 0) return otherwise;
  if (sizes.every((size) => typeof size === 'number')) return Math.max(...sizes);
  return `size(${otherwise}, ${sizes.join(', ')})`;
}

/** A slicing argument's value: a number, or an expression that may come to nothing. */
function sizeAt(value: ValueNode, within: readonly string[]): readonly (number | string)[] {
  if (value.kind === Kind.VARIABLE) {
    const path = [value.name.value, ...within].map((name) => literal(name)).join(', ');
    return [`at(v, ${path})`];
  }
  const [name, ...rest] = within;
  if (name === undefined) return at(value.kind === Kind.INT ? Number(value.value) : undefined, []);
  if (value.kind !== Kind.OBJECT) return [];
  const field = value.fields.find((each) => each.name.value === name)?.value;
  if (!field) return [];
  return field.kind === Kind.VARIABLE ? sizeAt(field, rest) : at(valueFromASTUntyped(field), rest);
}

function at(value: unknown, within: readonly string[]): readonly number[] {
  const [name, ...rest] = within;
  if (name !== undefined) {
    const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
    return isObject ? at((value as Record<string, unknown>)[name], rest) : [];
  }
  // What is below 0 is no length: a subgraph may take it for anything.
  return typeof value === 'number' && value >= 0 ? [value] : [];
}
