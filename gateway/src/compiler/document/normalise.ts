import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import type { NormalOperation } from '../emit/emit-input.ts';
import { renamed } from './response-names.ts';

/**
 * Gives every field a response name that cannot collide with what plans add: its own name when the client gave it
 * neither an alias nor arguments, `_r_` and the client's response name otherwise (`__typename` without alias stays).
 * Keeps the fragments that the operation uses, and no others. The document must be valid.
 */
export function normalise(document: DocumentNode, node: OperationDefinitionNode): NormalOperation {
  const defined = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) defined.set(definition.name.value, definition);
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  const renameFields = <N extends OperationDefinitionNode | FragmentDefinitionNode>(part: N): N =>
    visit(part, {
      Field: rename,
      // An array holds what is still to be looked at: a chain of fragments may be longer than the stack.
      FragmentSpread: ({ name }) => void pending.push(name.value),
    });
  const pending: string[] = [];
  const operation = renameFields(node);
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const fragment = defined.get(name);
    if (fragment && !fragments[name]) fragments[name] = renameFields(fragment);
  }
  return { node: operation, fragments };
}

function rename(field: FieldNode): FieldNode {
  const own = field.name.value;
  const asked = field.alias?.value ?? own;
  const keepsName = asked === own && !field.arguments?.length && !own.startsWith(renamed);
  const { alias: _, ...rest } = field;
  if (keepsName) return rest;
  return { ...rest, alias: { kind: Kind.NAME, value: renamed + asked } };
}
