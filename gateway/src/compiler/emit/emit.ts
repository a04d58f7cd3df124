import type { EmitInput } from './emit-input.ts';

/** Makes the text of some of the functions that an executable consists of. */
export type EmitPart = (input: EmitInput) => string;

const functions = 'coerce, rootArguments, estimate, fetchAll, write, introspects';
/** What is only there where it was asked for. */
const optional = ['actual', 'guarded'].map((name) => `${name}: typeof ${name} === 'function' ? ${name} : undefined`);

/**
 * Puts the generated functions of an operation into one body, for `new Function('rt', source)`: what it returns is
 * linked by `execution/link.ts`.
 */
export function emit(input: EmitInput, parts: readonly EmitPart[]): string {
  const texts = parts.map((part) => part(input));
  const asks = `asks: ${input.plan.node !== undefined}`;
  return [`'use strict';`, ...texts, `return { ${[functions, ...optional, asks].join(', ')} };\n`].join('\n');
}
