/** What a change does to clients: `breaking` may fail one, `dangerous` may surprise one, `safe` does neither. */
export type ChangeLevel = 'breaking' | 'dangerous' | 'safe';

/** A change between two API schemas. */
export type Change = {
  readonly code: ChangeCode;
  readonly level: ChangeLevel;
  /**
   * A schema coordinate, `Type.field(argument:)`, of what changed. Members of unions and implementations of interfaces
   * are told at the union or the interface, root types at the old root type.
   */
  readonly coordinate: string;
  /** One sentence, without a full stop, that names the coordinate. */
  readonly description: string;
  /** SHA-256 hex over what changed: the same for the same change, whatever else changes beside it. */
  readonly fingerprint: string;
};

/** Apollo's codes, and in their manner ours for what Apollo has none. */
export type ChangeCode =
  | 'TYPE_ADDED'
  | 'TYPE_REMOVED'
  | 'TYPE_CHANGED_KIND'
  | 'TYPE_DESCRIPTION_CHANGE'
  | 'TYPE_ADDED_TO_UNION'
  | 'TYPE_REMOVED_FROM_UNION'
  | 'TYPE_ADDED_TO_INTERFACE'
  | 'TYPE_REMOVED_FROM_INTERFACE'
  | 'ROOT_TYPE_CHANGED'
  | 'FIELD_ADDED'
  | 'FIELD_REMOVED'
  | 'FIELD_CHANGED_TYPE'
  | 'FIELD_DESCRIPTION_CHANGE'
  | 'FIELD_DEPRECATED'
  | 'FIELD_DEPRECATED_REASON_CHANGE'
  | 'FIELD_DEPRECATION_REMOVED'
  | 'ARG_REMOVED'
  | 'REQUIRED_ARG_ADDED'
  | 'OPTIONAL_ARG_ADDED'
  | 'ARG_CHANGED_TYPE'
  | 'ARG_CHANGED_TYPE_OPTIONAL_TO_REQUIRED'
  | 'ARG_DEFAULT_VALUE_CHANGE'
  | 'ARG_DESCRIPTION_CHANGE'
  | 'ARG_DEPRECATED'
  | 'ARG_DEPRECATED_REASON_CHANGE'
  | 'ARG_DEPRECATION_REMOVED'
  | 'REQUIRED_FIELD_ADDED_TO_INPUT_OBJECT'
  | 'OPTIONAL_FIELD_ADDED_TO_INPUT_OBJECT'
  | 'FIELD_REMOVED_FROM_INPUT_OBJECT'
  | 'FIELD_ON_INPUT_OBJECT_CHANGED_TYPE'
  | 'INPUT_OBJECT_FIELD_DEFAULT_VALUE_ADDED'
  | 'INPUT_OBJECT_FIELD_DEFAULT_VALUE_CHANGE'
  | 'INPUT_OBJECT_FIELD_DEFAULT_VALUE_REMOVED'
  | 'INPUT_OBJECT_ONE_OF_ADDED'
  | 'INPUT_OBJECT_ONE_OF_REMOVED'
  | 'VALUE_ADDED_TO_ENUM'
  | 'VALUE_REMOVED_FROM_ENUM'
  | 'ENUM_VALUE_DESCRIPTION_CHANGE'
  | 'ENUM_DEPRECATED'
  | 'ENUM_DEPRECATED_REASON_CHANGE'
  | 'ENUM_DEPRECATION_REMOVED'
  | 'DIRECTIVE_ADDED'
  | 'DIRECTIVE_REMOVED'
  | 'DIRECTIVE_DESCRIPTION_CHANGE'
  | 'DIRECTIVE_LOCATION_ADDED'
  | 'DIRECTIVE_LOCATION_REMOVED'
  | 'DIRECTIVE_REPEATABLE_ADDED'
  | 'DIRECTIVE_REPEATABLE_REMOVED'
  | 'DIRECTIVE_ARG_ADDED'
  | 'REQUIRED_DIRECTIVE_ARG_ADDED'
  | 'DIRECTIVE_ARG_REMOVED'
  | 'DIRECTIVE_ARG_CHANGED_TYPE'
  | 'DIRECTIVE_ARG_DEFAULT_VALUE_CHANGE'
  | 'DIRECTIVE_USAGE_ADDED'
  | 'DIRECTIVE_USAGE_REMOVED'
  | 'DIRECTIVE_USAGE_ARG_CHANGE';
