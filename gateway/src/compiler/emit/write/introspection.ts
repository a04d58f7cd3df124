import {
  type DocumentNode,
  executeSync,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  visit,
} from 'graphql';
import { clientName } from '../../document/response-names.ts';
import type { EmitInput } from '../emit-input.ts';
import type { Group } from './collect.ts';
import { type Condition, conditionKey } from './condition.ts';

/** What a document asks of the schema itself, at one place of an answer. */
export type Introspection = { readonly document: DocumentNode; readonly usesVariables: boolean };

type Source = Pick<EmitInput, 'schema' | 'operation'>;

/** Makes the document that asks only what a group of `__schema` or `__type` fields does, as `answer`. */
export function introspectionOf({ operation }: Source, group: Group): Introspection {
  const [first] = group.nodes;
  const alike = group.nodes.every(({ when }) => first && conditionKey(when) === conditionKey(first.when));
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  let usesVariables = !alike;
  const clientNames = <N extends FieldNode | FragmentDefinitionNode>(node: N): N =>
    visit(node, {
      Field: (field) => (field.alias ? named(field, clientName(field.alias.value)) : undefined),
      Variable() {
        usesVariables = true;
      },
      FragmentSpread({ name }) {
        const fragment = operation.fragments[name.value];
        if (!fragment || fragments[name.value]) return;
        fragments[name.value] = fragment;
        fragments[name.value] = clientNames(fragment);
      },
    });
  const selections = group.nodes.map(({ node, when }) => {
    const { directives: _, ...unconditional } = node;
    const field = named(clientNames(unconditional), 'answer');
    return alike ? field : conditioned(field, when);
  });
  const { variableDefinitions = [] } = operation.node;
  const query = {
    kind: Kind.OPERATION_DEFINITION,
    operation: 'query' as never,
    variableDefinitions: usesVariables ? variableDefinitions : [],
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  } as const;
  return { document: { kind: Kind.DOCUMENT, definitions: [query, ...Object.values(fragments)] }, usesVariables };
}

/** Answers it, as JSON text. */
export function introspect(
  { schema }: Source,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
): string {
  const { data } = executeSync({ schema, document, variableValues: variables });
  return JSON.stringify(data?.answer ?? null);
}

function named(field: FieldNode, alias: string): FieldNode {
  return { ...field, alias: { kind: Kind.NAME, value: alias } };
}

function conditioned(field: FieldNode, when: Condition): SelectionNode {
  return [...when].reduce<SelectionNode>((selection, condition) => {
    const skips = condition.startsWith('!');
    const variable = { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: condition.slice(skips ? 1 : 0) } } as const;
    const argument = { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: 'if' }, value: variable } as const;
    const name = { kind: Kind.NAME, value: skips ? 'skip' : 'include' } as const;
    return {
      kind: Kind.INLINE_FRAGMENT,
      directives: [{ kind: Kind.DIRECTIVE, name, arguments: [argument] }],
      selectionSet: { kind: Kind.SELECTION_SET, selections: [selection] },
    };
  }, field);
}
