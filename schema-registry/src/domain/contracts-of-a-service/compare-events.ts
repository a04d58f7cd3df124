import { compareFacts } from './compare-facts.ts';
import type { EventBreak } from './event-breaks.ts';
import { type EventSchemas, fileOf, type SchemaAt } from './json-schema.ts';

/** How deep schemas are compared; what refers back to itself is compared once. */
const maxDepth = 64;

/**
 * Compares the event schemas of a service with those that it published. Readers are taken to be tolerant: a property
 * that is added breaks nobody. Files that only serve others are compared where those use them.
 */
export function compareEvents({
  before,
  after,
}: {
  readonly before: EventSchemas;
  readonly after: EventSchemas;
}): EventBreak[] {
  const shared = referencedFiles(before);
  return Object.entries(before)
    .filter(([, schema]) => !shared.has(schema))
    .flatMap(([name, schema]): EventBreak[] => {
      const next = Object.hasOwn(after, name) ? after[name] : undefined;
      if (next === undefined) return [{ rule: 'EVENT_REMOVED', at: name, message: `${name} is no longer published` }];
      const [was, is] = [[{ schema, document: schema }], [{ schema: next, document: next }]];
      return unique(comparePlaces({ before, after, seen: new Map(), depth: 0 }, `${name}#`, was, is));
    });
}

type Comparison = {
  readonly before: EventSchemas;
  readonly after: EventSchemas;
  /** Pairs of schemas that are being compared further up. */
  readonly seen: ReadonlyMap<unknown, ReadonlySet<unknown>>;
  readonly depth: number;
};

function comparePlaces(
  comparison: Comparison,
  at: string,
  was: readonly SchemaAt[],
  is: readonly SchemaAt[],
): EventBreak[] {
  const { before, after, seen, depth } = comparison;
  const [left, right] = [was[0]?.schema, is[0]?.schema];
  if (depth > maxDepth || seen.get(left)?.has(right)) return [];
  const further = new Map(seen).set(left, new Set([...(seen.get(left) ?? []), right]));
  const inner = { before, after, seen: further, depth: depth + 1 };
  return compareFacts(at, { place: was, files: before }, { place: is, files: after }, (where, a, b) =>
    comparePlaces(inner, where, a, b),
  );
}

function unique(breaks: readonly EventBreak[]): EventBreak[] {
  return [...new Map(breaks.map((each) => [`${each.rule} ${each.at} ${each.message}`, each])).values()];
}

/** The schemas of files that others refer to. */
function referencedFiles(files: EventSchemas): ReadonlySet<unknown> {
  const found = new Set<unknown>();
  const visit = (value: unknown, home: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const file = key === '$ref' && typeof inner === 'string' ? inner.split('#')[0] : '';
      const target = file ? fileOf(file, files) : undefined;
      if (target !== undefined && target !== home) found.add(target);
      visit(inner, home);
    }
  };
  for (const schema of Object.values(files)) visit(schema, schema);
  return found;
}
