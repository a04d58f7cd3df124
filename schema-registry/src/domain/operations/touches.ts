import { type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import type { Change } from '../changes/change.ts';
import { ownerOf } from '../changes/coordinates.ts';

/**
 * The keys of operations (see `OperationUsage`) that a change may touch in ways that validation does not decide: `sends`
 * is told apart, for what was sent may be known. Empty where validation decides.
 */
export function touchesOf({ code, level, coordinate }: Change, from: GraphQLSchema): readonly string[] {
  if (level === 'safe') return [];
  const owner = ownerOf(coordinate) ?? coordinate;
  switch (code) {
    case 'FIELD_CHANGED_TYPE':
      return [coordinate];
    case 'TYPE_CHANGED_KIND':
      return [`returns ${coordinate}`, `sends ${coordinate}`];
    case 'VALUE_ADDED_TO_ENUM':
      return [`returns ${owner}`];
    case 'VALUE_REMOVED_FROM_ENUM':
      return [`sends ${owner}`];
    case 'TYPE_ADDED_TO_UNION':
    case 'TYPE_ADDED_TO_INTERFACE':
      return [`returns ${coordinate}`];
    case 'ARG_CHANGED_TYPE_OPTIONAL_TO_REQUIRED':
      return [`nullable ${coordinate}`];
    case 'ARG_CHANGED_TYPE':
    case 'DIRECTIVE_ARG_CHANGED_TYPE':
      return [`nullable ${coordinate}`, `emptied ${coordinate}`];
    case 'ARG_DEFAULT_VALUE_CHANGE':
      return omissions(coordinate, from);
    case 'DIRECTIVE_ARG_DEFAULT_VALUE_CHANGE':
      return [owner];
    case 'REQUIRED_FIELD_ADDED_TO_INPUT_OBJECT':
    case 'FIELD_REMOVED_FROM_INPUT_OBJECT':
    case 'FIELD_ON_INPUT_OBJECT_CHANGED_TYPE':
    case 'INPUT_OBJECT_FIELD_DEFAULT_VALUE_ADDED':
    case 'INPUT_OBJECT_FIELD_DEFAULT_VALUE_CHANGE':
    case 'INPUT_OBJECT_FIELD_DEFAULT_VALUE_REMOVED':
      return [`sends ${owner}`];
    case 'INPUT_OBJECT_ONE_OF_ADDED':
      return [`sends ${coordinate}`];
    case 'DIRECTIVE_USAGE_ADDED':
    case 'DIRECTIVE_USAGE_REMOVED':
    case 'DIRECTIVE_USAGE_ARG_CHANGE':
      return carriers(coordinate, from);
    default:
      return [];
  }
}

/** An object's own default counts, whichever interface the operation reads it by. */
function omissions(coordinate: string, from: GraphQLSchema): readonly string[] {
  const [name = '', rest = ''] = [ownerOf(ownerOf(coordinate) ?? ''), coordinate.slice(coordinate.indexOf('.'))];
  const type = from.getType(name ?? '');
  const interfaces = isObjectType(type) || isInterfaceType(type) ? type.getInterfaces() : [];
  return [name, ...interfaces.map((implemented) => implemented.name)].map((each) => `omits ${each}${rest}`);
}

function carriers(coordinate: string, from: GraphQLSchema): readonly string[] {
  const owner = ownerOf(coordinate);
  if (owner === null) return [`returns ${coordinate}`, `sends ${coordinate}`];
  const type = from.getType(owner);
  if (isInputObjectType(type)) return [`sends ${owner}`];
  return isEnumType(type) ? [`returns ${owner}`, `sends ${owner}`] : [coordinate];
}
