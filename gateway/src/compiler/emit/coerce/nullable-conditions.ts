import { Kind, visit } from 'graphql';
import type { NormalOperation } from '../emit-input.ts';

/**
 * Variables that decide whether something is selected and may be null all the same: one whose type is nullable passes
 * validation when it has a default (§5.8.5), and can still be sent as null.
 */
export function nullableConditions({ node, fragments }: NormalOperation): ReadonlySet<string> {
  const nullable = new Set(
    (node.variableDefinitions ?? [])
      .filter(({ type }) => type.kind !== Kind.NON_NULL_TYPE)
      .map(({ variable }) => variable.name.value),
  );
  const found = new Set<string>();
  if (nullable.size === 0) return found;
  for (const part of [node, ...Object.values(fragments)])
    visit(part, {
      Directive({ name, arguments: [condition] = [] }) {
        if (name.value !== 'skip' && name.value !== 'include') return;
        const value = condition?.value;
        if (value?.kind === Kind.VARIABLE && nullable.has(value.name.value)) found.add(value.name.value);
      },
    });
  return found;
}
