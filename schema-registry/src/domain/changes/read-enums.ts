import { isEnumType } from 'graphql';
import { outputEnums } from './output-enums.ts';
import { type Readers, type Reading, reading, type Schemas } from './reading.ts';

/** What happens to the values of enums. */
export const enumReaders: Readers<
  | 'ENUM_VALUE_ADDED'
  | 'ENUM_VALUE_REMOVED'
  | 'ENUM_VALUE_DESCRIPTION_CHANGED'
  | 'ENUM_VALUE_DEPRECATION_REASON_ADDED'
  | 'ENUM_VALUE_DEPRECATION_REASON_CHANGED'
  | 'ENUM_VALUE_DEPRECATION_REASON_REMOVED'
> = {
  ENUM_VALUE_ADDED: ({ enumName, addedEnumValueName }, { from }) => {
    const value = `${enumName}.${addedEnumValueName}`;
    const level = outputEnums(from).has(enumName) ? 'dangerous' : 'safe';
    return reading('VALUE_ADDED_TO_ENUM', level, value, `enum value ${value} was added`);
  },
  ENUM_VALUE_REMOVED: ({ enumName, removedEnumValueName, isEnumValueDeprecated }) => {
    const value = `${enumName}.${removedEnumValueName}`;
    const what = isEnumValueDeprecated ? 'deprecated enum value' : 'enum value';
    return reading('VALUE_REMOVED_FROM_ENUM', 'breaking', value, `${what} ${value} was removed`);
  },
  ENUM_VALUE_DESCRIPTION_CHANGED: ({ enumName, enumValueName, newEnumValueDescription }) => {
    const value = `${enumName}.${enumValueName}`;
    const description = `the description of enum value ${value} changed`;
    return reading('ENUM_VALUE_DESCRIPTION_CHANGE', 'safe', value, description, newEnumValueDescription);
  },
  ENUM_VALUE_DEPRECATION_REASON_ADDED: ({ enumName, enumValueName }, schemas) =>
    deprecation(enumName, enumValueName, schemas),
  ENUM_VALUE_DEPRECATION_REASON_CHANGED: ({ enumName, enumValueName }, schemas) =>
    deprecation(enumName, enumValueName, schemas),
  ENUM_VALUE_DEPRECATION_REASON_REMOVED: ({ enumName, enumValueName }, schemas) =>
    deprecation(enumName, enumValueName, schemas),
};

/** What was found takes the default reason for none at all, so it is read off the schemas. */
function deprecation(enumName: string, valueName: string, { from, to }: Schemas): Reading {
  const [before, after] = [from, to].map((schema) => {
    const type = schema.getType(enumName);
    return isEnumType(type) ? type.getValue(valueName)?.deprecationReason : undefined;
  });
  const value = `${enumName}.${valueName}`;
  if (before == null) return reading('ENUM_DEPRECATED', 'safe', value, `enum value ${value} was deprecated: ${after}`);
  if (after == null) {
    return reading('ENUM_DEPRECATION_REMOVED', 'safe', value, `enum value ${value} is no longer deprecated`);
  }
  const description = `the reason for the deprecation of enum value ${value} changed`;
  return reading('ENUM_DEPRECATED_REASON_CHANGE', 'safe', value, description, after);
}
