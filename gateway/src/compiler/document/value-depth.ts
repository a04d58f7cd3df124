import { type ASTNode, type DocumentNode, Kind } from 'graphql';

const members = [
  'definitions',
  'variableDefinitions',
  'selectionSet',
  'selections',
  'directives',
  'arguments',
  'defaultValue',
  'value',
  'values',
  'fields',
] as const;

type Members = { readonly [Name in (typeof members)[number]]?: ASTNode | readonly ASTNode[] | string | boolean };

/**
 * How far lists and objects lie within each other that a document writes out as values. It is no recursion, since it is
 * asked before anything is known of the document.
 */
export function valueDepth(document: DocumentNode): number {
  let deepest = 0;
  const open: { readonly node: ASTNode; readonly depth: number }[] = [{ node: document, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node } = next;
    const isNested = node.kind === Kind.LIST || node.kind === Kind.OBJECT;
    const depth = next.depth + (isNested ? 1 : 0);
    deepest = Math.max(deepest, depth);
    for (const name of members) {
      const below = (node as Members)[name];
      for (const each of typeof below === 'object' ? [below].flat() : []) open.push({ node: each, depth });
    }
  }
  return deepest;
}
