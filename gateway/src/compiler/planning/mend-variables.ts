import { isVariable, VariableCollector } from '@apollo/federation-internals';

const mended = Symbol('looks at each part of a value once');

/**
 * The library looks for variables in a list twice, in lists within it four times, and so on: thirty brackets, one within
 * the other, kept the planner busy for minutes. Here it looks once. Changes the library, once however often it is called.
 */
export function mendVariables(): void {
  const { prototype } = VariableCollector;
  if (mended in prototype) return;
  Object.assign(prototype, {
    [mended]: true,
    collectInArguments(this: VariableCollector, args: Readonly<Record<string, unknown>>): void {
      collect(Object.values(args), this);
    },
  });
}

function collect(values: readonly unknown[], collector: VariableCollector): void {
  for (const value of values) {
    if (isVariable(value)) collector.add(value);
    else if (typeof value === 'object' && value !== null) collect(Object.values(value), collector);
  }
}
