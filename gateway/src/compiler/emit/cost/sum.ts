/** A number that is known while compiling, plus terms of source text that are known while running. */
export type Sum = { readonly constant: number; readonly terms: readonly string[] };

/** Nothing costs more than this: sums stay exact, and nobody overflows them to something small. */
export const mostPoints = Number.MAX_SAFE_INTEGER;

export const zero: Sum = { constant: 0, terms: [] };

/** A sum that is known while compiling. */
export function constant(value: number): Sum {
  return { constant: Math.min(value, mostPoints), terms: [] };
}

/** Adds sums. */
export function add(...sums: readonly Sum[]): Sum {
  return {
    constant: Math.min(
      sums.reduce((total, sum) => total + sum.constant, 0),
      mostPoints,
    ),
    terms: sums.flatMap(({ terms }) => terms),
  };
}

/** Multiplies a sum by a number or by an expression's text. */
export function times(sum: Sum, factor: number | string): Sum {
  if (typeof factor === 'number' && sum.terms.length === 0) return constant(sum.constant * factor);
  if (sum.constant === 0 && sum.terms.length === 0) return zero;
  return { constant: 0, terms: [`${textOf(sum)} * ${factor}`] };
}

/** Counts a sum only where an expression holds. */
export function when(condition: string | undefined, sum: Sum): Sum {
  if (!condition || (sum.constant === 0 && sum.terms.length === 0)) return sum;
  return { constant: 0, terms: [`(${condition} ? ${textOf(sum)} : 0)`] };
}

/** A sum as an expression in parentheses. */
export function textOf({ constant: known, terms }: Sum): string {
  return `(${[String(known), ...terms].join(' + ')})`;
}
