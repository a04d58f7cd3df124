/** What JSON allows in a string and script text does not, or not everywhere. */
const unsafe = /[\u2028\u2029]|<\//g;

const escapes: Readonly<Record<string, string>> = { '\u2028': '\\u2028', '\u2029': '\\u2029', '</': '<\\/' };

/**
 * Plain data as a JavaScript expression: the one way in which text of users and of schemas enters generated source.
 * An object's own `__proto__` would set a prototype: keep such names out of keys, or read the text by `JSON.parse`.
 */
export function literal(value: string | number | boolean | null | readonly string[]): string {
  return JSON.stringify(value).replace(unsafe, (found) => escapes[found] ?? found);
}

/**
 * Writes the reading of an object's own property: a name that every object inherits (`constructor`) is looked up as own,
 * so that it is undefined where an answer lacks it.
 */
export function property(object: string, name: string): string {
  const read = `${object}[${literal(name)}]`;
  return name in Object.prototype ? `(Object.hasOwn(${object}, ${literal(name)}) ? ${read} : undefined)` : read;
}
