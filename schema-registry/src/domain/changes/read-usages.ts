import { type GraphQLSchema, isInputObjectType } from 'graphql';
import type { ChangeLevel } from './change.ts';
import { type Readers, type Reading, reading } from './reading.ts';

type Added = { readonly addedDirectiveName: string };
type Removed = { readonly removedDirectiveName: string };

/** What happens to the directives that the schema itself carries. */
export const usageReaders: Readers<`DIRECTIVE_USAGE_${
  | 'UNION_MEMBER'
  | 'ENUM'
  | 'ENUM_VALUE'
  | 'INPUT_OBJECT'
  | 'FIELD'
  | 'FIELD_DEFINITION'
  | 'SCALAR'
  | 'OBJECT'
  | 'INTERFACE'
  | 'ARGUMENT_DEFINITION'
  | 'SCHEMA'
  | 'INPUT_FIELD_DEFINITION'
  | 'ARGUMENT'}_${'ADDED' | 'REMOVED'}`> = {
  DIRECTIVE_USAGE_UNION_MEMBER_ADDED: (meta) => added(meta.unionName, meta),
  DIRECTIVE_USAGE_UNION_MEMBER_REMOVED: (meta) => removed(meta.unionName, meta),
  DIRECTIVE_USAGE_ENUM_ADDED: (meta) => added(meta.enumName, meta),
  DIRECTIVE_USAGE_ENUM_REMOVED: (meta) => removed(meta.enumName, meta),
  DIRECTIVE_USAGE_ENUM_VALUE_ADDED: (meta) => added(`${meta.enumName}.${meta.enumValueName}`, meta),
  DIRECTIVE_USAGE_ENUM_VALUE_REMOVED: (meta) => removed(`${meta.enumName}.${meta.enumValueName}`, meta),
  DIRECTIVE_USAGE_INPUT_OBJECT_ADDED: (meta) => added(meta.inputObjectName, meta),
  DIRECTIVE_USAGE_INPUT_OBJECT_REMOVED: (meta) => removed(meta.inputObjectName, meta),
  DIRECTIVE_USAGE_FIELD_ADDED: (meta) => added(`${meta.typeName}.${meta.fieldName}`, meta),
  DIRECTIVE_USAGE_FIELD_REMOVED: (meta) => removed(`${meta.typeName}.${meta.fieldName}`, meta),
  DIRECTIVE_USAGE_FIELD_DEFINITION_ADDED: (meta) => added(`${meta.typeName}.${meta.fieldName}`, meta),
  DIRECTIVE_USAGE_FIELD_DEFINITION_REMOVED: (meta) => removed(`${meta.typeName}.${meta.fieldName}`, meta),
  DIRECTIVE_USAGE_SCALAR_ADDED: (meta) => added(meta.scalarName, meta),
  DIRECTIVE_USAGE_SCALAR_REMOVED: (meta) => removed(meta.scalarName, meta),
  DIRECTIVE_USAGE_OBJECT_ADDED: (meta) => added(meta.objectName, meta),
  DIRECTIVE_USAGE_OBJECT_REMOVED: (meta) => removed(meta.objectName, meta),
  DIRECTIVE_USAGE_INTERFACE_ADDED: (meta) => added(meta.interfaceName, meta),
  DIRECTIVE_USAGE_INTERFACE_REMOVED: (meta) => removed(meta.interfaceName, meta),
  DIRECTIVE_USAGE_ARGUMENT_DEFINITION_ADDED: (meta) => argumentAdded(argumentOf(meta), 'ARG', meta),
  DIRECTIVE_USAGE_ARGUMENT_DEFINITION_REMOVED: (meta) => argumentRemoved(argumentOf(meta), 'ARG', meta),
  DIRECTIVE_USAGE_SCHEMA_ADDED: (meta) => added('schema', meta),
  DIRECTIVE_USAGE_SCHEMA_REMOVED: (meta) => removed('schema', meta),
  DIRECTIVE_USAGE_INPUT_FIELD_DEFINITION_ADDED: (meta) =>
    argumentAdded(`${meta.inputObjectName}.${meta.inputFieldName}`, 'FIELD', meta),
  DIRECTIVE_USAGE_INPUT_FIELD_DEFINITION_REMOVED: (meta) =>
    argumentRemoved(`${meta.inputObjectName}.${meta.inputFieldName}`, 'FIELD', meta),
  DIRECTIVE_USAGE_ARGUMENT_ADDED: (meta, { to }) =>
    valueChanged(meta, meta.addedArgumentName, meta.addedArgumentValue, to),
  DIRECTIVE_USAGE_ARGUMENT_REMOVED: (meta, { to }) => valueChanged(meta, meta.removedArgumentName, null, to),
};

type Argument = { readonly typeName: string; readonly fieldName: string; readonly argumentName: string };
type Parents = {
  readonly directiveName: string;
  readonly parentTypeName: string | null;
  readonly parentFieldName: string | null;
  readonly parentArgumentName: string | null;
  readonly parentEnumValueName: string | null;
};

/** Directives that change nothing in what an operation gets. */
const onlyDescribe = new Set(['specifiedBy', 'tag', 'contact', 'link']);

function argumentOf({ typeName, fieldName, argumentName }: Argument): string {
  return `${typeName}.${fieldName}(${argumentName}:)`;
}

function levelOf(directive: string): ChangeLevel {
  return onlyDescribe.has(directive) ? 'safe' : 'dangerous';
}

/** `@deprecated` of fields and enum values has changes of its own. */
function added(coordinate: string, { addedDirectiveName: name }: Added): Reading | null {
  if (name === 'deprecated') return null;
  if (name === 'oneOf') {
    const description = `input object ${coordinate} now takes exactly one of its fields`;
    return reading('INPUT_OBJECT_ONE_OF_ADDED', 'breaking', coordinate, description);
  }
  const description = `directive @${name} was added to ${coordinate}`;
  return reading('DIRECTIVE_USAGE_ADDED', levelOf(name), coordinate, description, name);
}

function removed(coordinate: string, { removedDirectiveName: name }: Removed): Reading | null {
  if (name === 'deprecated') return null;
  if (name === 'oneOf') {
    const description = `input object ${coordinate} no longer takes exactly one of its fields`;
    return reading('INPUT_OBJECT_ONE_OF_REMOVED', 'safe', coordinate, description);
  }
  const description = `directive @${name} was removed from ${coordinate}`;
  return reading('DIRECTIVE_USAGE_REMOVED', levelOf(name), coordinate, description, name);
}

function argumentAdded(coordinate: string, kind: 'ARG' | 'FIELD', meta: Added): Reading | null {
  if (meta.addedDirectiveName !== 'deprecated') return added(coordinate, meta);
  return reading(`${kind}_DEPRECATED`, 'safe', coordinate, `${nounOf(kind)} ${coordinate} was deprecated`);
}

function argumentRemoved(coordinate: string, kind: 'ARG' | 'FIELD', meta: Removed): Reading | null {
  if (meta.removedDirectiveName !== 'deprecated') return removed(coordinate, meta);
  return reading(
    `${kind}_DEPRECATION_REMOVED`,
    'safe',
    coordinate,
    `${nounOf(kind)} ${coordinate} is no longer deprecated`,
  );
}

function nounOf(kind: 'ARG' | 'FIELD'): string {
  return kind === 'ARG' ? 'argument' : 'input field';
}

function valueChanged(parents: Parents, argument: string, value: string | null, to: GraphQLSchema): Reading | null {
  const coordinate = coordinateOf(parents);
  const name = parents.directiveName;
  if (name === 'deprecated') return reasonChanged(parents, coordinate, value, to);
  const description = `argument ${argument} of directive @${name} on ${coordinate} changed`;
  return reading('DIRECTIVE_USAGE_ARG_CHANGE', levelOf(name), coordinate, description, name, argument, value);
}

function reasonChanged(parents: Parents, coordinate: string, reason: string | null, to: GraphQLSchema): Reading | null {
  const isArgument = parents.parentArgumentName !== null;
  if (!isArgument && !isInputObjectType(to.getType(parents.parentTypeName ?? ''))) return null;
  const kind = isArgument ? 'ARG' : 'FIELD';
  const description = `the reason for the deprecation of ${nounOf(kind)} ${coordinate} changed`;
  return reading(`${kind}_DEPRECATED_REASON_CHANGE`, 'safe', coordinate, description, reason);
}

function coordinateOf(parents: Parents): string {
  const { parentTypeName, parentFieldName, parentArgumentName, parentEnumValueName } = parents;
  if (parentTypeName === null) return 'schema';
  const member = parentFieldName ?? parentEnumValueName;
  if (member === null) return parentTypeName;
  return parentArgumentName ? `${parentTypeName}.${member}(${parentArgumentName}:)` : `${parentTypeName}.${member}`;
}
