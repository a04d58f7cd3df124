import type { Variables } from './executable.ts';

/** Longer strings are left to `JSON.stringify`, which then is the faster. */
const shortLength = 48;

/** The JSON text of a value that came as JSON. */
export function fetchText(value: unknown): string {
  if (typeof value === 'string') return isPlain(value) ? `"${value}"` : JSON.stringify(value);
  if (typeof value === 'number') return Number.isFinite(value) ? `${value}` : 'null';
  return JSON.stringify(value) ?? 'null';
}

/** The JSON text of a list, by that of its entries; undefined when something of one is missing. */
export function fetchListText(
  list: readonly unknown[],
  write: (entry: unknown, variables: Variables) => string | undefined,
  variables: Variables,
): string | undefined {
  let text = '';
  for (let i = 0; i < list.length; i++) {
    const entry = write(list[i], variables);
    if (entry === undefined) return undefined;
    text += i === 0 ? entry : `,${entry}`;
  }
  return `[${text}]`;
}

/** A variable as a member of an object's text that has others before it; empty when there is no value. */
export function fetchVariable(start: string, value: unknown): string {
  return value === undefined ? '' : start + fetchText(value);
}

/** Whether a string stands in JSON as it is: no quote, backslash, control character or half of a surrogate pair. */
function isPlain(value: string): boolean {
  if (value.length > shortLength) return false;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (unit < 0x20 || unit === 0x22 || unit === 0x5c || (unit >= 0xd800 && unit < 0xe000)) return false;
  }
  return true;
}
