import type { ResponsePath } from '@apollo/query-planner';

/** One step down the store: into a field, to every entry of a list, or on only where the object is of one of the types. */
export type PathStep =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'list' }
  | { readonly kind: 'types'; readonly conditions: readonly string[] };

/** Reads a path of the planner: `name`, `@`, each maybe with `|[Type,…]` behind it. */
export function readPath(path: ResponsePath): readonly PathStep[] {
  return path.flatMap((element) => readElement(String(element)));
}

function readElement(element: string): readonly PathStep[] {
  const at = element.indexOf('|[');
  const name = at === -1 ? element : element.slice(0, at);
  const conditions = at === -1 ? [] : element.slice(at + 2, -1).split(',');
  return [
    ...(name === '' ? [] : [name === '@' ? ({ kind: 'list' } as const) : ({ kind: 'field', name } as const)]),
    ...(conditions.length === 0 ? [] : [{ kind: 'types', conditions } as const]),
  ];
}
