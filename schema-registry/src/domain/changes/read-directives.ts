import { type DirectiveLocation, DirectiveLocation as Locations } from 'graphql';
import type { ChangeLevel } from './change.ts';
import { type Readers, reading, type Schemas } from './reading.ts';

/** Where an operation may carry a directive; the others only describe the schema. */
const executable: ReadonlySet<string> = new Set<DirectiveLocation>([
  Locations.QUERY,
  Locations.MUTATION,
  Locations.SUBSCRIPTION,
  Locations.FIELD,
  Locations.FRAGMENT_DEFINITION,
  Locations.FRAGMENT_SPREAD,
  Locations.INLINE_FRAGMENT,
  Locations.VARIABLE_DEFINITION,
]);

/** What happens to the definitions of directives: no client can miss those that no operation can carry. */
export const directiveReaders: Readers<
  | 'DIRECTIVE_ADDED'
  | 'DIRECTIVE_REMOVED'
  | 'DIRECTIVE_DESCRIPTION_CHANGED'
  | 'DIRECTIVE_LOCATION_ADDED'
  | 'DIRECTIVE_LOCATION_REMOVED'
  | 'DIRECTIVE_REPEATABLE_ADDED'
  | 'DIRECTIVE_REPEATABLE_REMOVED'
  | 'DIRECTIVE_ARGUMENT_ADDED'
  | 'DIRECTIVE_ARGUMENT_REMOVED'
  | 'DIRECTIVE_ARGUMENT_DESCRIPTION_CHANGED'
  | 'DIRECTIVE_ARGUMENT_DEFAULT_VALUE_CHANGED'
  | 'DIRECTIVE_ARGUMENT_TYPE_CHANGED'
> = {
  DIRECTIVE_ADDED: ({ addedDirectiveName: name }) =>
    reading('DIRECTIVE_ADDED', 'safe', `@${name}`, `directive @${name} was added`),
  DIRECTIVE_REMOVED: ({ removedDirectiveName: name }, schemas) => {
    const level = ifExecutable('breaking', name, schemas);
    return reading('DIRECTIVE_REMOVED', level, `@${name}`, `directive @${name} was removed`);
  },
  DIRECTIVE_DESCRIPTION_CHANGED: ({ directiveName: name, newDirectiveDescription }) => {
    const description = `the description of directive @${name} changed`;
    return reading('DIRECTIVE_DESCRIPTION_CHANGE', 'safe', `@${name}`, description, newDirectiveDescription);
  },
  DIRECTIVE_LOCATION_ADDED: ({ directiveName: name, addedDirectiveLocation: location }) =>
    reading('DIRECTIVE_LOCATION_ADDED', 'safe', `@${name}`, `directive @${name} may stand on ${location}`, location),
  DIRECTIVE_LOCATION_REMOVED: ({ directiveName: name, removedDirectiveLocation: location }) => {
    const level = executable.has(location) ? 'breaking' : 'safe';
    const description = `directive @${name} may no longer stand on ${location}`;
    return reading('DIRECTIVE_LOCATION_REMOVED', level, `@${name}`, description, location);
  },
  DIRECTIVE_REPEATABLE_ADDED: ({ directiveName: name }) =>
    reading('DIRECTIVE_REPEATABLE_ADDED', 'safe', `@${name}`, `directive @${name} may be repeated`),
  DIRECTIVE_REPEATABLE_REMOVED: ({ directiveName: name }, schemas) => {
    const level = ifExecutable('breaking', name, schemas);
    return reading('DIRECTIVE_REPEATABLE_REMOVED', level, `@${name}`, `directive @${name} may no longer be repeated`);
  },
  DIRECTIVE_ARGUMENT_ADDED: (meta, schemas) => {
    const { directiveName, addedDirectiveArgumentName, addedDirectiveArgumentType: type } = meta;
    const argument = `@${directiveName}(${addedDirectiveArgumentName}:)`;
    const isRequired = meta.addedDirectiveArgumentTypeIsNonNull && meta.addedDirectiveDefaultValue === undefined;
    if (!isRequired) return reading('DIRECTIVE_ARG_ADDED', 'safe', argument, `argument ${argument} was added`, type);
    const level = ifExecutable('breaking', directiveName, schemas);
    return reading('REQUIRED_DIRECTIVE_ARG_ADDED', level, argument, `required argument ${argument} was added`, type);
  },
  DIRECTIVE_ARGUMENT_REMOVED: ({ directiveName, removedDirectiveArgumentName }, schemas) => {
    const argument = `@${directiveName}(${removedDirectiveArgumentName}:)`;
    const level = ifExecutable('breaking', directiveName, schemas);
    return reading('DIRECTIVE_ARG_REMOVED', level, argument, `argument ${argument} was removed`);
  },
  DIRECTIVE_ARGUMENT_DESCRIPTION_CHANGED: (meta) => {
    const argument = `@${meta.directiveName}(${meta.directiveArgumentName}:)`;
    const description = `the description of argument ${argument} changed`;
    return reading('ARG_DESCRIPTION_CHANGE', 'safe', argument, description, meta.newDirectiveArgumentDescription);
  },
  DIRECTIVE_ARGUMENT_DEFAULT_VALUE_CHANGED: (meta, schemas) => {
    const argument = `@${meta.directiveName}(${meta.directiveArgumentName}:)`;
    const before = meta.oldDirectiveArgumentDefaultValue ?? null;
    const after = meta.newDirectiveArgumentDefaultValue ?? null;
    const description = `the default value of argument ${argument} changed from ${before ?? 'none'} to ${after ?? 'none'}`;
    const level = ifExecutable(after === null ? 'breaking' : 'dangerous', meta.directiveName, schemas);
    return reading('DIRECTIVE_ARG_DEFAULT_VALUE_CHANGE', level, argument, description, before, after);
  },
  DIRECTIVE_ARGUMENT_TYPE_CHANGED: (meta, schemas) => {
    const { oldDirectiveArgumentType: before, newDirectiveArgumentType: after } = meta;
    const argument = `@${meta.directiveName}(${meta.directiveArgumentName}:)`;
    const description = `argument ${argument} changed type from ${before} to ${after}`;
    const level = meta.isSafeDirectiveArgumentTypeChange
      ? 'safe'
      : ifExecutable('breaking', meta.directiveName, schemas);
    return reading('DIRECTIVE_ARG_CHANGED_TYPE', level, argument, description, before, after);
  },
};

function ifExecutable(level: ChangeLevel, directive: string, { from }: Schemas): ChangeLevel {
  return from.getDirective(directive)?.locations.some((location) => executable.has(location)) ? level : 'safe';
}
