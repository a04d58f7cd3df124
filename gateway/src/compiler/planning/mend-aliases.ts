import { FragmentElement, type Selection, SelectionSet } from '@apollo/federation-internals';

const mended = Symbol('finds fields in fragments of any kind');

type Found = { readonly path: string[]; readonly field: Extract<Selection, { kind: 'FieldSelection' }> };

/**
 * Where fields of one name cannot be merged, the stock planner asks for one of them under another name, and finds it again
 * by the types of the fragments that it is in. In a fragment that has a condition but no type (`... @skip(if: $no)`) it
 * does not find it, so that the subgraph gets an operation that is not valid. Here the type of what such a fragment is in
 * stands for its own. Changes the library, once however often it is called.
 */
export function mendAliases(): void {
  if (mended in SelectionSet.prototype) return;
  Object.assign(SelectionSet.prototype, {
    [mended]: true,
    fieldsInSet(this: SelectionSet): Found[] {
      return this.selections().flatMap((selection): Found[] => {
        if (selection.kind === 'FieldSelection') return [{ path: [], field: selection }];
        const step = selection.element.asPathElement() ?? '';
        return selection.selectionSet.fieldsInSet().map(({ path, field }) => ({ path: [step, ...path], field }));
      });
    },
  });
  Object.assign(FragmentElement.prototype, {
    asPathElement(this: FragmentElement): string {
      return `... on ${this.castedType()}`;
    },
  });
}
