import type { Fault, Faults, Path, Store, Variables } from './executable.ts';
import { createFaultTree } from './fault-tree.ts';

/** What a client asks for only of objects of certain types, by response names; what it asks for of all is not in it. */
export type Wanted = ReadonlyMap<
  string,
  {
    /** Whether the client asks for it of an object of the type; undefined: always. */
    readonly when: ((typeName: string, variables: Variables) => boolean) | undefined;
    /** Whether some fetch needs it. */
    readonly isNeeded: boolean;
    readonly below: Wanted | undefined;
  }
>;

/** Faults that are not told yet. */
export type HeldFaults = Faults & { readonly held: readonly Fault[] };

/** More than any client is told of; what is beyond is told at once. */
const maxHeld = 2_000;

/** Holds faults back until it is known of which types the objects are that they are of. */
export function fetchHold(faults: Faults): HeldFaults {
  const held: Fault[] = [];
  const tree = createFaultTree(maxHeld);
  return {
    held,
    get escapes() {
      return faults.escapes;
    },
    set escapes(is) {
      faults.escapes = is;
    },
    add(fault) {
      tree.add(fault.path ?? []);
      if (held.length < maxHeld) held.push(fault);
      else faults.add(fault);
    },
    covers: (path) => tree.covers(path),
  };
}

/**
 * Tells what was held back, but for faults of fields that the client asks for of other types only: fetches ask for what
 * is asked for of one type of an interface of all of them at times. A fault by which more than such a field is missing is
 * told at what holds it.
 */
export function fetchTell(
  { held }: HeldFaults,
  faults: Faults,
  store: Store | undefined,
  wanted: Wanted,
  variables: Variables,
): void {
  for (const fault of held) {
    const path = fault.path && wantedPath(store, wanted, fault.path, variables);
    if (path || !fault.path) faults.add(path ? { ...fault, path } : fault);
  }
}

function wantedPath(store: Store | undefined, wanted: Wanted, path: Path, variables: Variables): Path | undefined {
  let object: unknown = store;
  let at: Wanted | undefined = wanted;
  for (const [depth, step] of path.entries()) {
    if (!at || typeof object !== 'object' || object === null) return path;
    const own = Object.getOwnPropertyDescriptor(object, step);
    if (typeof step === 'string') {
      const field = at.get(step);
      if (!field) return path;
      const typeName: unknown = Object.getOwnPropertyDescriptor(object, '__typename')?.value;
      if (typeof typeName === 'string' && field.when?.(typeName, variables) === false)
        return field.isNeeded || !own ? path.slice(0, depth) : undefined;
      at = field.below;
    }
    object = own?.value;
  }
  return path;
}
