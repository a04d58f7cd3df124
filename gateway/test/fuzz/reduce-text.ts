import { type ASTNode, type DocumentNode, Kind, parse, print, type SelectionSetNode, visit } from 'graphql';

/** Every text that is like a GraphQL document but for one node (or one fragment opened), larger cuts first. */
export function smallerTexts(text: string): readonly string[] {
  const document = parse(text, { noLocation: true });
  const count = countNodes(document);
  const texts: string[] = [];
  for (let nth = 0; nth < count; nth++) {
    for (const smaller of [without(document, nth), opened(document, nth)]) {
      if (smaller && smaller.definitions.length > 0) texts.push(print(smaller));
    }
  }
  return [...new Set(texts)].filter((one) => one !== print(document)).sort((a, b) => a.length - b.length);
}

const removable: readonly string[] = [
  Kind.FIELD,
  Kind.INLINE_FRAGMENT,
  Kind.FRAGMENT_SPREAD,
  Kind.ARGUMENT,
  Kind.DIRECTIVE,
  Kind.VARIABLE_DEFINITION,
  Kind.OPERATION_DEFINITION,
  Kind.FRAGMENT_DEFINITION,
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.UNION_TYPE_DEFINITION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.SCALAR_TYPE_DEFINITION,
  Kind.INPUT_OBJECT_TYPE_DEFINITION,
  Kind.FIELD_DEFINITION,
  Kind.INPUT_VALUE_DEFINITION,
  Kind.NAMED_TYPE,
  Kind.OBJECT_FIELD,
];

function isRemovable(node: ASTNode, key: string | number | undefined): boolean {
  // A named type stands alone where it is a field's type, and in a list where it is a member or an interface.
  return removable.includes(node.kind) && (node.kind !== Kind.NAMED_TYPE || typeof key === 'number');
}

function countNodes(document: DocumentNode): number {
  let count = 0;
  visit(document, { enter: (node, key) => void (isRemovable(node, key) && count++) });
  return count;
}

function without(document: DocumentNode, nth: number): DocumentNode {
  let at = 0;
  const smaller: DocumentNode = visit(document, {
    enter(node, key) {
      if (!isRemovable(node, key)) return undefined;
      return at++ === nth ? null : undefined;
    },
  });
  return dropEmpty(smaller);
}

/** What has nothing left in it goes too. */
function dropEmpty(document: DocumentNode): DocumentNode {
  return visit(document, {
    leave(node) {
      if (
        'selectionSet' in node &&
        node.selectionSet &&
        (node.selectionSet as SelectionSetNode).selections.length === 0
      )
        return null;
      return undefined;
    },
  });
}

/** With the fragment in place of which its selections stand, and the field instead of which its own do. */
function opened(document: DocumentNode, nth: number): DocumentNode | undefined {
  let at = 0;
  let isOpened = false;
  const target = new Set<ASTNode>();
  visit(document, {
    enter(node, key) {
      if (isRemovable(node, key) && at++ === nth && node.kind === Kind.INLINE_FRAGMENT) target.add(node);
    },
  });
  const smaller: DocumentNode = visit(document, {
    SelectionSet(set) {
      const selections = set.selections.flatMap((node) => {
        if (node.kind !== Kind.INLINE_FRAGMENT || !target.has(node)) return [node];
        isOpened = true;
        return node.selectionSet.selections;
      });
      return isOpened ? { ...set, selections } : undefined;
    },
  });
  return isOpened ? smaller : undefined;
}
