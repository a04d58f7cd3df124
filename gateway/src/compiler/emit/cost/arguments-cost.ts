import {
  type FieldNode,
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type ValueNode,
} from 'graphql';
import { literal } from '../literal.ts';
import type { Prices } from './prices.ts';
import { add, constant, type Sum, times, zero } from './sum.ts';

/** What the arguments of a field cost: their own weights where they are given, an input object 1, a list its items. */
export function argumentsCost(
  prices: Prices,
  field: GraphQLField<unknown, unknown>,
  priced: GraphQLField<unknown, unknown> | undefined,
  { arguments: given = [] }: FieldNode,
): Sum {
  return add(
    ...given.map(({ name, value }) => {
      const argument = field.args.find((each) => each.name === name.value);
      if (!argument) return zero;
      const weight = prices.weightOf(priced?.args.find((each) => each.name === argument.name));
      return valueCost(prices, argument.type, value, weight);
    }),
  );
}

function valueCost(prices: Prices, type: GraphQLInputType, value: ValueNode, weight: number | undefined): Sum {
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (value.kind === Kind.NULL) return zero;
  if (value.kind === Kind.VARIABLE) return variableCost(prices, nullable, value.name.value, weight);
  if (isListType(nullable)) {
    const values = value.kind === Kind.LIST ? value.values : [value];
    return add(...values.map((each) => valueCost(prices, nullable.ofType, each, weight)));
  }
  const own = constant(weight ?? prices.ofType(getNamedType(nullable)));
  if (!isInputObjectType(nullable) || value.kind !== Kind.OBJECT) return own;
  const fields = nullable.getFields();
  return add(
    own,
    ...value.fields.map((each) => {
      const field = fields[each.name.value];
      return field ? valueCost(prices, field.type, each.value, prices.weightOf(field)) : zero;
    }),
  );
}

/** A variable's value is not looked into: it counts once if there is one, or as often as it has items. */
function variableCost(prices: Prices, type: GraphQLInputType, name: string, weight: number | undefined): Sum {
  const each = constant(weight ?? prices.ofType(getNamedType(type)));
  return times(each, `items(v[${literal(name)}])`);
}
