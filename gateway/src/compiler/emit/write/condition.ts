import { type DirectiveNode, Kind } from 'graphql';

/** What must hold for something to be selected: variables that are true, or (with `!`) are not. None: always. */
export type Condition = ReadonlySet<string>;

export const always: Condition = new Set();

/** `when` and the `@skip` and `@include` among the directives; undefined when that can never hold. */
export function narrow(when: Condition, directives: readonly DirectiveNode[] | undefined): Condition | undefined {
  let narrowed = when;
  for (const directive of directives ?? []) {
    const name = directive.name.value;
    if (name !== 'skip' && name !== 'include') continue;
    const value = directive.arguments?.find((argument) => argument.name.value === 'if')?.value;
    const wanted = name === 'include';
    if (value?.kind === Kind.BOOLEAN && value.value !== wanted) return undefined;
    if (value?.kind !== Kind.VARIABLE) continue;
    const variable = value.name.value;
    if (narrowed.has(wanted ? `!${variable}` : variable)) return undefined;
    narrowed = new Set([...narrowed, wanted ? variable : `!${variable}`]);
  }
  return narrowed;
}

/** Whether `wider` holds wherever `narrower` does. */
export function follows(narrower: Condition, wider: Condition): boolean {
  return [...wider].every((each) => narrower.has(each));
}

/** A text that is the same for equal conditions. */
export function conditionKey(when: Condition): string {
  return [...when].sort().join('&');
}
