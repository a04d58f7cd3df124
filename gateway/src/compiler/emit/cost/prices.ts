import {
  type DirectiveNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  isAbstractType,
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
  /**
   * The weight of one value of a type: 1 for what has fields, 0 for leaves, unless the type says otherwise; of an
   * interface or a union, the greatest of what it may turn out to be.
   */
  ofType(type: GraphQLNamedType): number;
  /** The supergraph's own definition of a field of the API schema. */
  field(typeName: string, fieldName: string): GraphQLField<unknown, unknown> | undefined;
  /** The weight of one value of a field; of an interface's, the greatest that an implementation gives it. */
  ofField(typeName: string, field: Priced & { readonly name: string; readonly type: GraphQLType }): number;
  /** What is known of a field's length; of an interface's that says nothing, what its implementations say together. */
  listSizeOf(typeName: string, fieldName: string): ListSize | undefined;
};

/** Reads the prices of a supergraph, however its directives are called in it. */
export function createPrices(supergraph: GraphQLSchema): Prices {
  const cost = nameInSchema(supergraph, 'cost', 'cost');
  const listSize = nameInSchema(supergraph, 'cost', 'listSize');
  const weightOf = (element: Priced | undefined) => {
    const weight = Number(argumentsOf(element, cost)?.weight ?? Number.NaN);
    return Number.isFinite(weight) && weight >= 0 ? weight : undefined;
  };
  const ownOf = (type: GraphQLNamedType) =>
    weightOf(supergraph.getType(type.name) ?? type) ?? (isCompositeType(type) || isInputObjectType(type) ? 1 : 0);
  const ofType = (type: GraphQLNamedType) => {
    const known = supergraph.getType(type.name);
    if (!isAbstractType(known)) return ownOf(type);
    return supergraph.getPossibleTypes(known).reduce((most, each) => Math.max(most, ownOf(each)), ownOf(type));
  };
  const field = (typeName: string, fieldName: string) => {
    const type = supergraph.getType(typeName);
    return isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
  };
  const implementations = (typeName: string, fieldName: string) => {
    const type = supergraph.getType(typeName);
    const types = isInterfaceType(type) ? supergraph.getPossibleTypes(type) : [];
    return types.flatMap((each) => each.getFields()[fieldName] ?? []);
  };
  // Checked by composition: its definition types the arguments.
  const ownSizeOf = (element: Priced | undefined) => argumentsOf(element, listSize) as ListSize | undefined;
  return {
    weightOf,
    ofType,
    field,
    ofField(typeName, asked) {
      const all = [field(typeName, asked.name) ?? asked, ...implementations(typeName, asked.name)];
      return Math.max(...all.map((each) => weightOf(each) ?? ofType(getNamedType(each.type))));
    },
    listSizeOf(typeName, fieldName) {
      const own = ownSizeOf(field(typeName, fieldName));
      return own ?? together(implementations(typeName, fieldName).flatMap((each) => ownSizeOf(each) ?? []));
    },
  };
}

function together(sizes: readonly ListSize[]): ListSize | undefined {
  const assumed = sizes.flatMap(({ assumedSize }) => assumedSize ?? []);
  if (sizes.length === 0) return undefined;
  return {
    ...(assumed.length > 0 ? { assumedSize: Math.max(...assumed) } : {}),
    slicingArguments: [...new Set(sizes.flatMap(({ slicingArguments = [] }) => slicingArguments))],
    sizedFields: [...new Set(sizes.flatMap(({ sizedFields = [] }) => sizedFields))],
  };
}

function argumentsOf(element: Priced | undefined, name: string | undefined): Record<string, unknown> | undefined {
  const directive = name && element?.astNode?.directives?.find((each) => each.name.value === name);
  if (!directive) return undefined;
  return Object.fromEntries(
    (directive.arguments ?? []).map((each) => [each.name.value, valueFromASTUntyped(each.value)]),
  );
}
