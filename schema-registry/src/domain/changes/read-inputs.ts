import { type GraphQLSchema, isInputObjectType, isRequiredInputField } from 'graphql';
import { type Readers, type Reading, reading, type Schemas } from './reading.ts';

type Place = { readonly inputName: string; readonly inputFieldName: string };

/** What happens to the fields of input objects. */
export const inputReaders: Readers<
  | 'INPUT_FIELD_ADDED'
  | 'INPUT_FIELD_REMOVED'
  | 'INPUT_FIELD_TYPE_CHANGED'
  | 'INPUT_FIELD_DEFAULT_VALUE_CHANGED'
  | 'INPUT_FIELD_DESCRIPTION_ADDED'
  | 'INPUT_FIELD_DESCRIPTION_REMOVED'
  | 'INPUT_FIELD_DESCRIPTION_CHANGED'
> = {
  INPUT_FIELD_ADDED: ({ inputName, addedInputFieldName, addedInputFieldType }, { to }) => {
    const place = { inputName, inputFieldName: addedInputFieldName };
    const field = coordinateOf(place);
    return isRequired(to, place)
      ? reading(
          'REQUIRED_FIELD_ADDED_TO_INPUT_OBJECT',
          'breaking',
          field,
          `required input field ${field} was added`,
          addedInputFieldType,
        )
      : reading(
          'OPTIONAL_FIELD_ADDED_TO_INPUT_OBJECT',
          'safe',
          field,
          `optional input field ${field} was added`,
          addedInputFieldType,
        );
  },
  INPUT_FIELD_REMOVED: ({ inputName, removedFieldName }) => {
    const field = `${inputName}.${removedFieldName}`;
    return reading('FIELD_REMOVED_FROM_INPUT_OBJECT', 'breaking', field, `input field ${field} was removed`);
  },
  INPUT_FIELD_TYPE_CHANGED: ({ oldInputFieldType, newInputFieldType, isInputFieldTypeChangeSafe, ...place }) => {
    const field = coordinateOf(place);
    const description = `input field ${field} changed type from ${oldInputFieldType} to ${newInputFieldType}`;
    const level = isInputFieldTypeChangeSafe ? 'safe' : 'breaking';
    return reading(
      'FIELD_ON_INPUT_OBJECT_CHANGED_TYPE',
      level,
      field,
      description,
      oldInputFieldType,
      newInputFieldType,
    );
  },
  INPUT_FIELD_DEFAULT_VALUE_CHANGED: (meta, schemas) => defaultChanged(meta, schemas),
  INPUT_FIELD_DESCRIPTION_ADDED: ({ addedInputFieldDescription, ...place }) =>
    described(place, addedInputFieldDescription),
  INPUT_FIELD_DESCRIPTION_REMOVED: (place) => described(place, null),
  INPUT_FIELD_DESCRIPTION_CHANGED: ({ newInputFieldDescription, ...place }) =>
    described(place, newInputFieldDescription),
};

function coordinateOf({ inputName, inputFieldName }: Place): string {
  return `${inputName}.${inputFieldName}`;
}

function isRequired(schema: GraphQLSchema, { inputName, inputFieldName }: Place): boolean {
  const type = schema.getType(inputName);
  const field = isInputObjectType(type) ? type.getFields()[inputFieldName] : undefined;
  return field !== undefined && isRequiredInputField(field);
}

/** Without its default, a field that takes no null has to be given: who left it out fails. */
function defaultChanged(
  place: Place & { readonly oldDefaultValue?: string; readonly newDefaultValue?: string },
  { from, to }: Schemas,
): Reading {
  const { oldDefaultValue: before, newDefaultValue: after } = place;
  const field = coordinateOf(place);
  const becameRequired = isRequired(to, place) && !isRequired(from, place);
  const kind = before === undefined ? 'ADDED' : after === undefined ? 'REMOVED' : 'CHANGE';
  const description = becameRequired
    ? `input field ${field} lost its default value ${before} and is now required`
    : `the default value of input field ${field} changed from ${before ?? 'none'} to ${after ?? 'none'}`;
  const level = becameRequired ? 'breaking' : 'dangerous';
  return reading(`INPUT_OBJECT_FIELD_DEFAULT_VALUE_${kind}`, level, field, description, before ?? null, after ?? null);
}

function described(place: Place, description: string | null): Reading {
  const field = coordinateOf(place);
  return reading(
    'FIELD_DESCRIPTION_CHANGE',
    'safe',
    field,
    `the description of input field ${field} changed`,
    description,
  );
}
