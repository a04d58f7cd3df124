import { type DirectiveNode, Kind, type SelectionNode } from 'graphql';
import type { Condition } from './conditions-seen.ts';

/** The selections within fragments that have the conditions, one each. */
export function under(
  conditions: readonly Condition[],
  selections: readonly SelectionNode[],
): readonly SelectionNode[] {
  return conditions.reduceRight<readonly SelectionNode[]>(
    (inner, condition) => [
      {
        kind: Kind.INLINE_FRAGMENT,
        directives: [directiveOf(condition)],
        selectionSet: { kind: Kind.SELECTION_SET, selections: inner },
      },
    ],
    selections,
  );
}

/** The directive that says a condition. */
export function directiveOf({ variable, is }: Condition): DirectiveNode {
  const name = (value: string) => ({ kind: Kind.NAME, value }) as const;
  const value = { kind: Kind.VARIABLE, name: name(variable) } as const;
  return {
    kind: Kind.DIRECTIVE,
    name: name(is ? 'include' : 'skip'),
    arguments: [{ kind: Kind.ARGUMENT, name: name('if'), value }],
  };
}
