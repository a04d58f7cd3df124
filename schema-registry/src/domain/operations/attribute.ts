import type { ASTNode, GraphQLError } from 'graphql';
import type { Change, ChangeCode } from '../changes/change.ts';
import { ownerOf } from '../changes/coordinates.ts';
import type { NodeSubjects } from './node-subjects.ts';

/** By coordinate, and by what a coordinate belongs to, the changes that can make an operation invalid. */
export type ChangeIndex = {
  readonly at: ReadonlyMap<string, readonly Change[]>;
  /** What is required now and was not. */
  readonly required: ReadonlyMap<string, readonly Change[]>;
};

/** Changes that can make an operation invalid, whatever level they have been given. */
const invalidating: ReadonlySet<ChangeCode> = new Set<ChangeCode>([
  'TYPE_REMOVED',
  'TYPE_CHANGED_KIND',
  'TYPE_REMOVED_FROM_UNION',
  'TYPE_REMOVED_FROM_INTERFACE',
  'ROOT_TYPE_CHANGED',
  'FIELD_REMOVED',
  // Also where it is safe by itself: fields that were merged may come to differ.
  'FIELD_CHANGED_TYPE',
  'ARG_REMOVED',
  'REQUIRED_ARG_ADDED',
  'ARG_CHANGED_TYPE',
  'ARG_CHANGED_TYPE_OPTIONAL_TO_REQUIRED',
  'ARG_DEFAULT_VALUE_CHANGE',
  'REQUIRED_FIELD_ADDED_TO_INPUT_OBJECT',
  'FIELD_REMOVED_FROM_INPUT_OBJECT',
  'FIELD_ON_INPUT_OBJECT_CHANGED_TYPE',
  'INPUT_OBJECT_FIELD_DEFAULT_VALUE_REMOVED',
  'INPUT_OBJECT_ONE_OF_ADDED',
  'VALUE_REMOVED_FROM_ENUM',
  'DIRECTIVE_REMOVED',
  'DIRECTIVE_LOCATION_REMOVED',
  'DIRECTIVE_REPEATABLE_REMOVED',
  'REQUIRED_DIRECTIVE_ARG_ADDED',
  'DIRECTIVE_ARG_REMOVED',
  'DIRECTIVE_ARG_CHANGED_TYPE',
  'DIRECTIVE_ARG_DEFAULT_VALUE_CHANGE',
]);

/** Changes by which something has to be given that could be left out. */
const requiring: ReadonlySet<ChangeCode> = new Set<ChangeCode>([
  'REQUIRED_ARG_ADDED',
  'ARG_CHANGED_TYPE_OPTIONAL_TO_REQUIRED',
  'ARG_CHANGED_TYPE',
  'ARG_DEFAULT_VALUE_CHANGE',
  'REQUIRED_DIRECTIVE_ARG_ADDED',
  'DIRECTIVE_ARG_CHANGED_TYPE',
  'DIRECTIVE_ARG_DEFAULT_VALUE_CHANGE',
  'REQUIRED_FIELD_ADDED_TO_INPUT_OBJECT',
  'FIELD_ON_INPUT_OBJECT_CHANGED_TYPE',
  'INPUT_OBJECT_FIELD_DEFAULT_VALUE_REMOVED',
]);

/** Sorts changes by where errors will look for them. */
export function createChangeIndex(changes: readonly Change[]): ChangeIndex {
  const able = changes.filter(({ code }) => invalidating.has(code));
  return {
    at: Map.groupBy(able, ({ coordinate }) => coordinate),
    required: Map.groupBy(
      able.filter(({ code }) => requiring.has(code)),
      ({ coordinate }) => ownerOf(coordinate) ?? coordinate,
    ),
  };
}

/** The changes that made an error: those of what it is about, else of the nearest thing above that changed. */
export function changesBehind(error: GraphQLError, about: NodeSubjects, index: ChangeIndex): readonly Change[] {
  return [...new Set((error.nodes ?? []).flatMap((node) => changesAbove(node, about, index)))];
}

function changesAbove(start: ASTNode, about: NodeSubjects, index: ChangeIndex): readonly Change[] {
  for (let node: ASTNode | undefined = start; node; node = about.parents.get(node)) {
    const names = about.subjects.get(node) ?? [];
    const places = node.kind === 'VariableDefinition' ? (about.variables.get(node.variable.name.value) ?? []) : [];
    const found = [...names, ...places].flatMap((name) => index.at.get(name) ?? []);
    const missing = missingAt(node, names[0], index);
    if (found.length + missing.length > 0) return [...found, ...missing];
  }
  return [];
}

/** What a field, a directive or an object lacks is no node of it. */
function missingAt(node: ASTNode, subject: string | undefined, { required }: ChangeIndex): readonly Change[] {
  if (node.kind !== 'Field' && node.kind !== 'Directive' && node.kind !== 'ObjectValue') return [];
  const given = node.kind === 'ObjectValue' ? node.fields : (node.arguments ?? []);
  const names = new Set(given.map(({ name }) => name.value));
  return (required.get(subject ?? '') ?? []).filter(({ coordinate }) => !names.has(lastName(coordinate)));
}

function lastName(coordinate: string): string {
  return /(\w+):?\)?$/.exec(coordinate)?.[1] ?? coordinate;
}

/** The coordinate to tell with an error. */
export function coordinateOf({ nodes }: GraphQLError, { subjects, parents }: NodeSubjects): string | null {
  // Of a variable at a place it does not fit, the place comes last.
  for (let node = nodes?.at(-1); node; node = parents.get(node)) {
    const [first] = subjects.get(node) ?? [];
    if (first !== undefined) return first;
  }
  return null;
}
