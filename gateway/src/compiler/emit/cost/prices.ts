import {
  type DirectiveNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isCompositeType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  valueFromASTUntyped,
} from 'graphql';
import { nameInSchema } from '../../graph/links.ts';

type Priced = { readonly astNode?: { readonly directives?: readonly DirectiveNode[] | undefined } | null | undefined };

/** How long a list may be, as `@listSize` tells. */
export type ListSize = {
  readonly assumedSize?: number;
  readonly slicingArguments?: readonly string[];
  readonly sizedFields?: readonly string[];
};

/** What a supergraph's `@cost` and `@listSize` say (https://specs.apollo.dev/cost/v0.1, IBM's cost specification). */
export type Prices = {
  /** The weight that is written at an element; undefined where none is. */
  weightOf(element: Priced | undefined): number | undefined;
  /** The weight of one value of a type: 1 for what has fields, 0 for leaves, unless the type says otherwise. */
  ofType(type: GraphQLNamedType): number;
  /** The supergraph's own definition of a field of the API schema. */
  field(typeName: string, fieldName: string): GraphQLField<unknown, unknown> | undefined;
  listSizeOf(element: Priced | undefined): ListSize | undefined;
};

/** Reads the prices of a supergraph, however its directives are called in it. */
export function createPrices(supergraph: GraphQLSchema): Prices {
  const cost = nameInSchema(supergraph, 'cost', 'cost');
  const listSize = nameInSchema(supergraph, 'cost', 'listSize');
  const weightOf = (element: Priced | undefined) => {
    const weight = Number(argumentsOf(element, cost)?.weight ?? Number.NaN);
    return Number.isFinite(weight) && weight >= 0 ? weight : undefined;
  };
  return {
    weightOf,
    ofType(type) {
      const priced = supergraph.getType(type.name) ?? type;
      return weightOf(priced) ?? (isCompositeType(type) || isInputObjectType(type) ? 1 : 0);
    },
    field(typeName, fieldName) {
      const type = supergraph.getType(typeName);
      return isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
    },
    // Checked by composition: its definition types the arguments.
    listSizeOf: (element) => argumentsOf(element, listSize) as ListSize | undefined,
  };
}

function argumentsOf(element: Priced | undefined, name: string | undefined): Record<string, unknown> | undefined {
  const directive = name && element?.astNode?.directives?.find((each) => each.name.value === name);
  if (!directive) return undefined;
  return Object.fromEntries(
    (directive.arguments ?? []).map((each) => [each.name.value, valueFromASTUntyped(each.value)]),
  );
}
