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
  const { node } = input.plan;
  const asks = `asks: ${node !== undefined}`;
  const followsUp = `followsUp: ${node?.kind === 'Subscription' && node.rest !== undefined}`;
  return [`'use strict';`, ...texts, `return { ${[functions, ...optional, asks, followsUp].join(', ')} };\n`].join(
    '\n',
  );
}
