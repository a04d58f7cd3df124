import { literal } from '../literal.ts';

/** A piece of text that generated code makes: known now, or what an expression gives then. */
export type TextPart = { readonly constant: string } | { readonly expression: string };

/** Writes the sum of pieces of text; neighbours that are known now become one string. */
export function emitText(parts: readonly TextPart[]): string {
  const sum: string[] = [];
  let known = '';
  for (const part of parts) {
    if ('constant' in part) {
      known += part.constant;
      continue;
    }
    if (known !== '' || sum.length === 0) sum.push(literal(known));
    known = '';
    sum.push(part.expression);
  }
  if (known !== '' || sum.length === 0) sum.push(literal(known));
  return sum.join(' + ');
}
