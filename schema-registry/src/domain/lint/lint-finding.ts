/** The names that Apollo's linter has for what we find too; PAGINATION_SHAPE is our own. */
export type LintRuleName =
  | 'ALL_ELEMENTS_REQUIRE_DESCRIPTION'
  | 'CONTACT_DIRECTIVE_MISSING'
  | 'DEFINED_TYPES_ARE_UNUSED'
  | 'DEPRECATED_DIRECTIVE_MISSING_REASON'
  | 'DIRECTIVE_NAMES_SHOULD_BE_CAMEL_CASE'
  | 'DOES_NOT_PARSE'
  | 'ENUM_PREFIX'
  | 'ENUM_SUFFIX'
  | 'ENUM_USED_AS_INPUT_WITHOUT_SUFFIX'
  | 'ENUM_USED_AS_OUTPUT_DESPITE_SUFFIX'
  | 'ENUM_VALUES_SHOULD_BE_SCREAMING_SNAKE_CASE'
  | 'FIELD_NAMES_SHOULD_BE_CAMEL_CASE'
  | 'INPUT_ARGUMENT_NAMES_SHOULD_BE_CAMEL_CASE'
  | 'INPUT_TYPE_SUFFIX'
  | 'INTERFACE_PREFIX'
  | 'INTERFACE_SUFFIX'
  | 'OBJECT_PREFIX'
  | 'OBJECT_SUFFIX'
  | 'PAGINATION_SHAPE'
  | 'QUERY_DOCUMENT_DECLARATION'
  | 'RESTY_FIELD_NAMES'
  | 'TAG_DIRECTIVE_USES_UNKNOWN_NAME'
  | 'TYPE_NAMES_SHOULD_BE_PASCAL_CASE'
  | 'TYPE_PREFIX'
  | 'TYPE_SUFFIX';

/** How much a finding weighs; `IGNORED` rules are not run. */
export type LintLevel = 'ERROR' | 'WARNING' | 'IGNORED';

/** A place in the text: line and column counted from 1, the column in UTF-16 code units; bytes of UTF-8 from 0. */
export type LintPlace = { readonly line: number; readonly column: number; readonly byteOffset: number };

/** What a rule has against an element of a schema. */
export type LintFinding = {
  readonly rule: LintRuleName;
  readonly level: Exclude<LintLevel, 'IGNORED'>;
  readonly message: string;
  /** A schema coordinate, `Type.field(argument:)`; empty when the schema does not parse. */
  readonly coordinate: string;
  readonly start: LintPlace;
  readonly end: LintPlace;
};

/** What is linted, and by which rules. */
export type LintInput = {
  readonly sdl: string;
  /** What the graph has today: only elements that differ from it are told of. Null tells of all. */
  readonly baseSdl: string | null;
  /** Levels that differ from the default ones. */
  readonly rules?: Readonly<Partial<Record<LintRuleName, LintLevel>>>;
  /** The names that `@tag` may use; unless given, any. */
  readonly allowedTags?: readonly string[];
};
