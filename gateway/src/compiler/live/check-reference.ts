import {
  type GraphQLArgument,
  type GraphQLInputType,
  getNullableType,
  isInputObjectType,
  isLeafType,
  isListType,
} from 'graphql';
import type { Reference, Template } from './declaration.ts';
import { referencesIn } from './template.ts';

type Report = (fault: string) => void;

const textsOfCaller = new Set(['userId', 'tenantId', 'sessionId', 'tier']);
const listsOfCaller = new Set(['roles', 'scopes']);

/** Makes sure that each subscription can fill a text's places. Lists are for a template that is nothing but one place. */
export function checkTemplate(
  template: Template,
  args: readonly GraphQLArgument[],
  lists: 'lists too' | 'no lists',
  report: Report,
): void {
  for (const reference of referencesIn(template)) {
    const kind = kindOf(reference, args, report);
    if (kind === 'list' && (lists === 'no lists' || template.length > 1))
      report(`${textOf(reference)} is a list, where a text is needed`);
  }
}

function textOf({ of, path }: Reference): string {
  return `{{ ${of}.${path.join('.')} }}`;
}

function kindOf(reference: Reference, args: readonly GraphQLArgument[], report: Report): 'text' | 'list' | undefined {
  const [name = '', ...rest] = reference.path;
  if (reference.of === 'caller') {
    if (rest.length === 0 && textsOfCaller.has(name)) return 'text';
    if (rest.length === 0 && listsOfCaller.has(name)) return 'list';
    report(`${textOf(reference)}: of a caller is known ${[...textsOfCaller, ...listsOfCaller].join(', ')}`);
    return undefined;
  }
  const argument = args.find((each) => each.name === name);
  const type = argument ? typeWithin(argument.type, rest) : undefined;
  if (!argument) report(`${textOf(reference)}: the field has no argument ${name}`);
  else if (!type) report(`${textOf(reference)}: the argument ${name} has no ${rest.join('.')}`);
  else if (isLeafType(type)) return 'text';
  else if (isListType(type) && isLeafType(getNullableType(type.ofType))) return 'list';
  else report(`${textOf(reference)} is neither a scalar nor a list of them`);
  return undefined;
}

function typeWithin(type: GraphQLInputType, path: readonly string[]): GraphQLInputType | undefined {
  const given = getNullableType(type);
  const [name, ...rest] = path;
  if (name === undefined) return given;
  const field = isInputObjectType(given) ? given.getFields()[name] : undefined;
  return field && typeWithin(field.type, rest);
}
