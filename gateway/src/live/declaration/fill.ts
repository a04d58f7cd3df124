import type { UserIdentity } from '@fiscal/kit';
import type { Reference, Template } from '../../compiler/live/declaration.ts';
import type { Arguments } from './field.ts';

/**
 * Fills the places of a text for one subscription. Undefined: an argument that it names was not given, or is null. What
 * nobody says of a caller is no value at all, so nothing is equal to it.
 */
export type Fill = (template: Template) => readonly unknown[] | undefined;

/** Makes what fills texts: a template that is nothing but one place gives the value itself, or each of a list. */
export function createFill(args: Arguments, caller: UserIdentity | undefined): Fill {
  const find = ({ of, path }: Reference) => within(of === 'args' ? args : caller, path);
  return (template) => {
    const references = template.filter((part) => typeof part === 'object');
    const missing = references.find((each) => isMissing(find(each)));
    if (missing) return missing.of === 'args' ? undefined : [];
    const [only] = references;
    if (only && template.length === 1) return asList(find(only));
    const texts = template.map((part) => (typeof part === 'string' ? part : textOf(find(part))));
    return texts.includes(undefined) ? [] : [texts.join('')];
  };
}

/** What a value is compared by: its text, so that an ID is found whether an event has it as a text or as a number. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function within(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}
