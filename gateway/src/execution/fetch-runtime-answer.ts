/**
 * Gives a field the name that it has in the store, in every object at a path of an answer; lists are gone through.
 * `at`: how far of the path the value is.
 */
export function fetchRename(value: unknown, path: readonly string[], at: number, name: string): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const entry of value) fetchRename(entry, path, at, name);
    return;
  }
  const field = path[at];
  if (field === undefined || !Object.hasOwn(value, field)) return;
  // An object of JSON, of which any field may be read.
  const object = value as Record<string, unknown>;
  if (at + 1 < path.length) {
    fetchRename(object[field], path, at + 1, name);
  } else {
    object[name] = object[field];
    delete object[field];
  }
}

/** A copy of a value that came as JSON. */
export function fetchCopy(value: unknown): unknown {
  return structuredClone(value);
}
