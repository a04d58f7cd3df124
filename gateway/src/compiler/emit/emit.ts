import type { EmitInput } from './emit-input.ts';

/** Makes the text of some of the functions that an executable consists of. */
export type EmitPart = (input: EmitInput) => string;

const functions = 'coerce, rootArguments, estimate, fetchAll, write, introspects';

/**
 * Puts the generated functions of an operation into one body, for `new Function('rt', source)`: what it returns is
 * linked by `execution/link.ts`.
 */
export function emit(input: EmitInput, parts: readonly EmitPart[]): string {
  const texts = parts.map((part) => part(input));
  return [
    `'use strict';`,
    ...texts,
    `return { ${functions}, actual: typeof actual === 'function' ? actual : undefined, asks: ${input.plan.node !== undefined} };\n`,
  ].join('\n');
}
