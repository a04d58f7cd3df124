import { type Readers, type Reading, reading } from './reading.ts';

/** What happens to the fields of objects and interfaces. */
export const fieldReaders: Readers<
  | 'FIELD_ADDED'
  | 'FIELD_REMOVED'
  | 'FIELD_TYPE_CHANGED'
  | 'FIELD_DESCRIPTION_ADDED'
  | 'FIELD_DESCRIPTION_REMOVED'
  | 'FIELD_DESCRIPTION_CHANGED'
  | 'FIELD_DEPRECATION_ADDED'
  | 'FIELD_DEPRECATION_REMOVED'
  | 'FIELD_DEPRECATION_REASON_ADDED'
  | 'FIELD_DEPRECATION_REASON_CHANGED'
  | 'FIELD_DEPRECATION_REASON_REMOVED'
> = {
  FIELD_ADDED: ({ typeName, addedFieldName }) => {
    const field = `${typeName}.${addedFieldName}`;
    return reading('FIELD_ADDED', 'safe', field, `field ${field} was added`);
  },
  FIELD_REMOVED: ({ typeName, removedFieldName, isRemovedFieldDeprecated }) => {
    const field = `${typeName}.${removedFieldName}`;
    const what = isRemovedFieldDeprecated ? 'deprecated field' : 'field';
    return reading('FIELD_REMOVED', 'breaking', field, `${what} ${field} was removed`);
  },
  FIELD_TYPE_CHANGED: ({ typeName, fieldName, oldFieldType, newFieldType, isSafeFieldTypeChange }) => {
    const field = `${typeName}.${fieldName}`;
    const description = `field ${field} changed type from ${oldFieldType} to ${newFieldType}`;
    const level = isSafeFieldTypeChange ? 'safe' : 'breaking';
    return reading('FIELD_CHANGED_TYPE', level, field, description, oldFieldType, newFieldType);
  },
  FIELD_DESCRIPTION_ADDED: ({ typeName, fieldName, addedDescription }) =>
    described(`${typeName}.${fieldName}`, addedDescription),
  FIELD_DESCRIPTION_REMOVED: ({ typeName, fieldName }) => described(`${typeName}.${fieldName}`, null),
  FIELD_DESCRIPTION_CHANGED: ({ typeName, fieldName, newDescription }) =>
    described(`${typeName}.${fieldName}`, newDescription),
  FIELD_DEPRECATION_ADDED: ({ typeName, fieldName, deprecationReason }) => {
    const field = `${typeName}.${fieldName}`;
    return reading('FIELD_DEPRECATED', 'safe', field, `field ${field} was deprecated: ${deprecationReason}`);
  },
  FIELD_DEPRECATION_REMOVED: ({ typeName, fieldName }) => {
    const field = `${typeName}.${fieldName}`;
    return reading('FIELD_DEPRECATION_REMOVED', 'safe', field, `field ${field} is no longer deprecated`);
  },
  FIELD_DEPRECATION_REASON_ADDED: ({ typeName, fieldName, addedDeprecationReason }) =>
    reasonChanged(`${typeName}.${fieldName}`, addedDeprecationReason),
  FIELD_DEPRECATION_REASON_CHANGED: ({ typeName, fieldName, newDeprecationReason }) =>
    reasonChanged(`${typeName}.${fieldName}`, newDeprecationReason),
  FIELD_DEPRECATION_REASON_REMOVED: ({ typeName, fieldName }) => reasonChanged(`${typeName}.${fieldName}`, null),
};

function described(field: string, description: string | null): Reading {
  return reading('FIELD_DESCRIPTION_CHANGE', 'safe', field, `the description of field ${field} changed`, description);
}

function reasonChanged(field: string, reason: string | null): Reading {
  const description = `the reason for the deprecation of field ${field} changed`;
  return reading('FIELD_DEPRECATED_REASON_CHANGE', 'safe', field, description, reason);
}
