import {
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  printType,
} from 'graphql';

/** How many came, went and were changed. */
type Counts = { readonly additions: number; readonly removals: number; readonly edits: number };

/** What became of the types of a schema, and of their fields. */
export type ChangeSummary = { readonly type: Counts; readonly field: Counts };

/** Counts what differs between two schemas. Fields of a type that comes or goes come and go with it. */
export function summarizeChanges(before: GraphQLSchema, after: GraphQLSchema): ChangeSummary {
  return {
    type: compare(textsOf(before, ownText), textsOf(after, ownText)),
    field: compare(fieldTexts(before), fieldTexts(after)),
  };
}

function compare(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Counts {
  const names = [...after.keys()];
  return {
    additions: names.filter((name) => !before.has(name)).length,
    removals: [...before.keys()].filter((name) => !after.has(name)).length,
    edits: names.filter((name) => before.has(name) && before.get(name) !== after.get(name)).length,
  };
}

function textsOf(schema: GraphQLSchema, text: (type: GraphQLNamedType) => string): ReadonlyMap<string, string> {
  return new Map(ownTypes(schema).map((type) => [type.name, text(type)]));
}

function ownTypes(schema: GraphQLSchema): readonly GraphQLNamedType[] {
  return Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
}

/** What a type is apart from its fields, which are counted by themselves. */
function ownText(type: GraphQLNamedType): string {
  if (!hasFields(type)) return printType(type);
  const interfaces = isInputObjectType(type) ? [] : type.getInterfaces().map(({ name }) => name);
  return JSON.stringify([type.constructor.name, type.description, interfaces.sort()]);
}

function fieldTexts(schema: GraphQLSchema): ReadonlyMap<string, string> {
  return new Map(
    ownTypes(schema)
      .filter(hasFields)
      .flatMap((type) =>
        Object.values(type.getFields()).map((field) => {
          const { name, description, deprecationReason } = field;
          const facts = [`${field.type}`, description, deprecationReason, argumentsOf(field)];
          return [`${type.name}.${name}`, JSON.stringify(facts)];
        }),
      ),
  );
}

function argumentsOf(field: GraphQLField<unknown, unknown> | GraphQLInputField) {
  const args = 'args' in field ? field.args : [];
  return args.map(({ name, type, defaultValue, description }) => [name, `${type}`, defaultValue, description]);
}

function hasFields(type: GraphQLNamedType) {
  return isObjectType(type) || isInterfaceType(type) || isInputObjectType(type);
}
