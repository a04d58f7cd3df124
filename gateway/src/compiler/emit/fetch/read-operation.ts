import type { FetchNode } from '@apollo/query-planner';
import {
  type DefinitionNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type OperationTypeNode,
  parse,
  type SelectionNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
} from 'graphql';

/** What one fetch asks for. */
export type FetchOperation = {
  readonly type: OperationTypeNode;
  readonly isEntities: boolean;
  /** Of the root type, or of the entities. */
  readonly selectionSet: SelectionSetNode;
  /** Without that of the representations. */
  readonly definitions: readonly VariableDefinitionNode[];
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
};

/**
 * Reads the operation of a fetch as the planner wrote it.
 * Errors: an Error when it is not of the form that the planner writes.
 */
export function readOperation(fetch: FetchNode): FetchOperation {
  const { definitions } = parse(fetch.operation, { noLocation: true });
  const node = definitions.find(isOperation);
  if (!node) throw new Error('a fetch of the plan has no operation');
  const fragments = new Map(definitions.filter(isFragment).map((fragment) => [fragment.name.value, fragment]));
  const { operation: type, variableDefinitions = [], selectionSet } = node;
  if (!fetch.requires) return { type, isEntities: false, selectionSet, definitions: variableDefinitions, fragments };
  const entities = entitiesOf(selectionSet);
  return {
    type,
    isEntities: true,
    selectionSet: entities,
    // Looked at by place and type: a client may have a variable of that name too.
    definitions: variableDefinitions.filter((definition) => !isRepresentations(definition)),
    fragments,
  };
}

function entitiesOf({ selections }: SelectionSetNode): SelectionSetNode {
  const [field] = selections;
  if (selections.length !== 1 || !isEntitiesField(field) || !field.selectionSet) {
    throw new Error('a fetch of entities asks for something else');
  }
  return field.selectionSet;
}

function isEntitiesField(node: SelectionNode | undefined): node is FieldNode {
  return node?.kind === Kind.FIELD && node.name.value === '_entities';
}

function isRepresentations({ variable, type }: VariableDefinitionNode): boolean {
  const list = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  const item = list.kind === Kind.LIST_TYPE ? list.type : list;
  const named = item.kind === Kind.NON_NULL_TYPE ? item.type : item;
  return variable.name.value === 'representations' && named.kind === Kind.NAMED_TYPE && named.name.value === '_Any';
}

function isOperation(node: DefinitionNode): node is OperationDefinitionNode {
  return node.kind === Kind.OPERATION_DEFINITION;
}

function isFragment(node: DefinitionNode): node is FragmentDefinitionNode {
  return node.kind === Kind.FRAGMENT_DEFINITION;
}
