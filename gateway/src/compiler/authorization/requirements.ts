import type { GraphQLNamedType, GraphQLSchema } from 'graphql';
import type { Rule } from '../contract.ts';
import { argumentTypesOf } from './argument-types.ts';
import { fieldOf, namedTypeOf, objectsOf, type Place } from './places.ts';
import type { RuleBook } from './rule-book.ts';

/** What must hold for parts of an operation to be shown: all of the rules given, each time. */
export type Requirements = {
  /** To be shown an object of the type. */
  ofObject(typeName: string): readonly Rule[];
  /** To be shown a field of an object of the type, wherever it was reached. */
  ofField(typeName: string, fieldName: string): readonly Rule[];
  /**
   * To be shown what a field is asked for at a place: through an interface, what the interface's field asks for; and
   * with arguments, what their types ask for.
   */
  ofPlace(place: Place): readonly Rule[];
  /** Every rule that may decide over a field of any object of a type, and over the objects it gives. */
  within(type: GraphQLNamedType, fieldName: string): readonly Rule[];
};

/** Puts together what types, fields and the types of fields ask for. */
export function createRequirements(schema: GraphQLSchema, book: RuleBook): Requirements {
  const ofField = (typeName: string, fieldName: string) => {
    const definition = fieldOf(schema.getType(typeName), fieldName);
    const given = definition ? book.ofType(namedTypeOf(definition).name) : [];
    return [...book.ofType(typeName), ...book.ofField(typeName, fieldName), ...given];
  };
  const ofPlace = ({ node, parent, definition }: Place) => [
    ...ofField(parent.name, definition.name),
    ...[...argumentTypesOf(node, definition)].flatMap((name) => book.ofType(name)),
  ];
  const ofObjects = (type: GraphQLNamedType) => objectsOf(schema, type).flatMap((name) => book.ofType(name));
  return {
    ofObject: (typeName) => book.ofType(typeName),
    ofField,
    ofPlace,
    within: (type, fieldName) =>
      [type.name, ...objectsOf(schema, type)].flatMap((name) => {
        const definition = fieldOf(schema.getType(name), fieldName);
        return definition ? [...ofField(name, fieldName), ...ofObjects(namedTypeOf(definition))] : [];
      }),
  };
}
