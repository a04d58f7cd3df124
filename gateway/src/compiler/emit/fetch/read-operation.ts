import type { FetchNode } from '@apollo/query-planner';
import {
  type DefinitionNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type OperationTypeNode,
  parse,
  type SelectionNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
  visit,
} from 'graphql';

const representations = 'representations';

/** What one fetch asks for, fragments expanded. */
export type FetchOperation = {
  readonly type: OperationTypeNode;
  readonly isEntities: boolean;
  /** Of the root type, or of the entities. */
  readonly selectionSet: SelectionSetNode;
  /** Without that of the representations. */
  readonly definitions: readonly VariableDefinitionNode[];
};

/**
 * Reads the operation of a fetch as the planner wrote it. `variables`: those of the client. The planner loses one that is
 * called as its own for representations.
 * Errors: an Error when it is not of the form that the planner writes.
 */
export function readOperation(fetch: FetchNode, variables: readonly VariableDefinitionNode[]): FetchOperation {
  const { definitions } = parse(fetch.operation, { noLocation: true });
  const node = definitions.find(isOperation);
  if (!node) throw new Error('a fetch of the plan has no operation');
  const selectionSet = expand(node.selectionSet, definitions.filter(isFragment));
  const { operation: type, variableDefinitions = [] } = node;
  if (!fetch.requires) return { type, isEntities: false, selectionSet, definitions: variableDefinitions };
  return {
    type,
    isEntities: true,
    selectionSet: entitiesOf(selectionSet),
    definitions: [
      ...variableDefinitions.filter((definition) => !isSameName(definition)),
      ...(fetch.variableUsages?.includes(representations) ? variables.filter(isSameName) : []),
    ],
  };
}

function expand(selectionSet: SelectionSetNode, fragments: readonly FragmentDefinitionNode[]): SelectionSetNode {
  if (fragments.length === 0) return selectionSet;
  return visit(selectionSet, {
    FragmentSpread({ name, directives = [] }) {
      const fragment = fragments.find((candidate) => candidate.name.value === name.value);
      if (!fragment) throw new Error('a fetch of the plan spreads a fragment that it does not have');
      const { typeCondition } = fragment;
      return {
        kind: Kind.INLINE_FRAGMENT,
        typeCondition,
        directives,
        selectionSet: expand(fragment.selectionSet, fragments),
      };
    },
  });
}

function entitiesOf({ selections }: SelectionSetNode): SelectionSetNode {
  const [field] = selections;
  if (selections.length !== 1 || !isEntitiesField(field))
    throw new Error('a fetch of entities asks for something else');
  return field.selectionSet;
}

function isEntitiesField(node: SelectionNode | undefined): node is Extract<SelectionNode, { kind: Kind.FIELD }> & {
  readonly selectionSet: SelectionSetNode;
} {
  return node?.kind === Kind.FIELD && node.name.value === '_entities' && node.selectionSet !== undefined;
}

function isSameName({ variable }: VariableDefinitionNode): boolean {
  return variable.name.value === representations;
}

function isOperation(node: DefinitionNode): node is OperationDefinitionNode {
  return node.kind === Kind.OPERATION_DEFINITION;
}

function isFragment(node: DefinitionNode): node is FragmentDefinitionNode {
  return node.kind === Kind.FRAGMENT_DEFINITION;
}
