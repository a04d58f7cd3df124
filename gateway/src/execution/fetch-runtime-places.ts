import type { Path, Store, Variables } from './executable.ts';

/** Where a fetch has its place in the store, and what it should give there. */
export type Site = {
  /** `@`: every entry of a list. */
  readonly path: readonly string[];
  /** The only type of objects that are there; undefined when they know themselves. */
  readonly type: string | undefined;
  /** What the client sees of what it gives to each object. */
  readonly fields: readonly {
    readonly name: string;
    /** Whether it gives the field to objects of a type; undefined when always. */
    readonly when: ((typeName: string, variables: Variables) => boolean) | undefined;
  }[];
  /** What it gives and the client does not see, by places: `product/weight`; or does by these variables only. */
  readonly hidden: ReadonlyMap<string, Hidden | undefined>;
  /** The names of the store by the places in the answer, `/product/name__alias_0`, where the two differ. */
  readonly renames: ReadonlyMap<string, string>;
  /** What other fetches need of what it gives: keys, and inputs that may be null. */
  readonly needed: readonly string[];
};

/** What a client sees by some variables, and whether other fetches need it by any. */
type Hidden = { readonly isNeeded: boolean; readonly when: (variables: Variables) => boolean };

/** More places than faults are kept of: what is beyond need not be found. */
const maxPlaces = 2_100;

/** A place of the answer that a fetch was for. */
export type Place = {
  readonly path: Path;
  /** Which entity was asked for; undefined when it was none. */
  readonly slot: number | undefined;
  readonly typeName: unknown;
  /** What is there. */
  readonly object: unknown;
};

/**
 * Finds every place that a fetch was for; without objects it was for the root. Places are not kept while all goes well:
 * they are found again by the objects' identity, so that it does not matter which of them were left out, or what was
 * merged meanwhile. At most 2,100 of them.
 */
export function placesOf(
  store: Store | undefined,
  { path: steps, type }: Site,
  objects: readonly unknown[] | undefined,
  slots: readonly number[] | undefined,
): readonly Place[] {
  if (!objects) return [{ path: [], slot: undefined, typeName: type, object: store }];
  const slotOf = new Map(objects.map((object, at) => [object, slots?.[at]]));
  const places: Place[] = [];
  const visit = (value: unknown, at: number, path: Path): void => {
    if (typeof value !== 'object' || value === null || places.length === maxPlaces) return;
    const step = steps[at];
    if (step === undefined) {
      if (slotOf.has(value))
        places.push({ path, slot: slotOf.get(value), typeName: type ?? ownValue(value, '__typename'), object: value });
    } else if (step !== '@') {
      visit(ownValue(value, step), at + 1, [...path, step]);
    } else if (Array.isArray(value)) {
      for (const [index, entry] of value.entries()) visit(entry, at + 1, [...path, index]);
    }
  };
  visit(store, 0, []);
  return places;
}

/** The place of a fetch as far as it is the same for all objects. */
export function commonPath({ path }: Site): Path {
  const end = path.indexOf('@');
  return end === -1 ? path : path.slice(0, end);
}

/**
 * The place of an error within an object, in the names of the store, as far as the client sees it. Undefined where it is
 * of something that nobody asks for by these variables, and nothing else is missing for it from the `answer`.
 */
export function seenPath(
  { hidden, renames }: Site,
  path: Path,
  answer: unknown,
  variables: Variables,
): Path | undefined {
  const seen: (string | number)[] = [];
  let sent = '';
  let place = '';
  let object = answer;
  for (const step of path) {
    if (typeof step === 'string') {
      sent += `/${step}`;
      const name = renames.get(sent) ?? step;
      place += place === '' ? name : `/${name}`;
      const how = hidden.get(place);
      if (how && !how.isNeeded && !how.when(variables) && isObject(object)) return undefined;
      if (hidden.has(place) && !how?.when(variables)) break;
      seen.push(name);
    } else {
      seen.push(step);
    }
    object = isObject(object) ? ownValue(object, String(step)) : undefined;
  }
  return seen;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** What an object of JSON holds under a name. */
export function ownValue(object: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(object, name)?.value;
}
