import type { GraphQLSchema } from 'graphql';
import { type GraphQLArgument, isInterfaceType, isObjectType, isRequiredArgument } from 'graphql';
import { type Readers, type Reading, reading, type Schemas } from './reading.ts';

type Place = { readonly typeName: string; readonly fieldName: string; readonly argumentName: string };

/** What happens to the arguments of fields. */
export const argumentReaders: Readers<
  | 'FIELD_ARGUMENT_ADDED'
  | 'FIELD_ARGUMENT_REMOVED'
  | 'FIELD_ARGUMENT_TYPE_CHANGED'
  | 'FIELD_ARGUMENT_DEFAULT_CHANGED'
  | 'FIELD_ARGUMENT_DESCRIPTION_CHANGED'
> = {
  FIELD_ARGUMENT_ADDED: ({
    typeName,
    fieldName,
    addedArgumentName,
    addedArgumentType,
    isAddedFieldArgumentBreaking,
  }) => {
    const argument = coordinateOf({ typeName, fieldName, argumentName: addedArgumentName });
    return isAddedFieldArgumentBreaking
      ? reading(
          'REQUIRED_ARG_ADDED',
          'breaking',
          argument,
          `required argument ${argument} was added`,
          addedArgumentType,
        )
      : reading('OPTIONAL_ARG_ADDED', 'safe', argument, `optional argument ${argument} was added`, addedArgumentType);
  },
  FIELD_ARGUMENT_REMOVED: ({ typeName, fieldName, removedFieldArgumentName }) => {
    const argument = coordinateOf({ typeName, fieldName, argumentName: removedFieldArgumentName });
    return reading('ARG_REMOVED', 'breaking', argument, `argument ${argument} was removed`);
  },
  FIELD_ARGUMENT_TYPE_CHANGED: ({ oldArgumentType, newArgumentType, isSafeArgumentTypeChange, ...place }) => {
    const argument = coordinateOf(place);
    const description = `argument ${argument} changed type from ${oldArgumentType} to ${newArgumentType}`;
    const code =
      newArgumentType === `${oldArgumentType}!` ? 'ARG_CHANGED_TYPE_OPTIONAL_TO_REQUIRED' : 'ARG_CHANGED_TYPE';
    const level = isSafeArgumentTypeChange ? 'safe' : 'breaking';
    return reading(code, level, argument, description, oldArgumentType, newArgumentType);
  },
  FIELD_ARGUMENT_DEFAULT_CHANGED: (meta, schemas) => defaultChanged(meta, schemas),
  FIELD_ARGUMENT_DESCRIPTION_CHANGED: ({ newDescription, ...place }) => {
    const argument = coordinateOf(place);
    const description = `the description of argument ${argument} changed`;
    return reading('ARG_DESCRIPTION_CHANGE', 'safe', argument, description, newDescription);
  },
};

function coordinateOf({ typeName, fieldName, argumentName }: Place): string {
  return `${typeName}.${fieldName}(${argumentName}:)`;
}

/** Without its default, an argument that takes no null has to be given: who left it out fails. */
function defaultChanged(
  place: Place & { readonly oldDefaultValue?: string; readonly newDefaultValue?: string },
  schemas: Schemas,
): Reading {
  const { oldDefaultValue: before, newDefaultValue: after } = place;
  const argument = coordinateOf(place);
  const isRequired = (schema: GraphQLSchema) => {
    const found = argumentOf(schema, place);
    return found !== undefined && isRequiredArgument(found);
  };
  const becameRequired = isRequired(schemas.to) && !isRequired(schemas.from);
  const description = becameRequired
    ? `argument ${argument} lost its default value ${before} and is now required`
    : `the default value of argument ${argument} changed from ${before ?? 'none'} to ${after ?? 'none'}`;
  const level = becameRequired ? 'breaking' : 'dangerous';
  return reading('ARG_DEFAULT_VALUE_CHANGE', level, argument, description, before ?? null, after ?? null);
}

function argumentOf(schema: GraphQLSchema, { typeName, fieldName, argumentName }: Place): GraphQLArgument | undefined {
  const type = schema.getType(typeName);
  if (!isObjectType(type) && !isInterfaceType(type)) return undefined;
  return type.getFields()[fieldName]?.args.find(({ name }) => name === argumentName);
}
