import { type DirectiveNode, Kind } from 'graphql';
import { property } from '../literal.ts';

/** Writes when `@skip` and `@include` let something be, as expressions over the variables, `v`; all of them must hold. */
export function conditionsOf(directives: readonly DirectiveNode[] | undefined): readonly string[] {
  return (directives ?? []).flatMap(({ name, arguments: given }) => {
    const value = given?.find((argument) => argument.name.value === 'if')?.value;
    if ((name.value !== 'skip' && name.value !== 'include') || !value) return [];
    const isSkip = name.value === 'skip';
    if (value.kind === Kind.VARIABLE) return [conditionOn(value.name.value, !isSkip)];
    return value.kind === Kind.BOOLEAN && value.value === isSkip ? ['false'] : [];
  });
}

/** Writes the test of a variable that conditions hang on. */
export function conditionOn(variable: string, expected: boolean): string {
  return `${property('v', variable)} ${expected ? '===' : '!=='} true`;
}
