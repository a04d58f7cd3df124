import { type GraphQLSchema, isScalarType, isSpecifiedScalarType, Kind } from 'graphql';

/** What the federation's own machinery brings with it, and gives its own meaning. */
const ofFederation = /^_|__|^FieldSet$/;

/**
 * Makes every custom scalar of a schema take text only, in literals and in variables. GraphQL lets through whatever a
 * client wrote where a scalar says nothing of itself, lists and objects included; resolvers are typed for text.
 * Changes the schema in place. What text is fit, its resolver says.
 */
export function requireTextScalars(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isScalarType(type) || isSpecifiedScalarType(type) || ofFederation.test(type.name)) continue;
    type.parseValue = (value) => {
      if (typeof value === 'string') return value;
      throw new TypeError(`${type.name} is written as a string`);
    };
    type.parseLiteral = (node) => {
      if (node.kind === Kind.STRING) return node.value;
      // Not a GraphQLError, which would be shown without where it happened.
      throw new TypeError(`${type.name} is written as a string`);
    };
  }
}
