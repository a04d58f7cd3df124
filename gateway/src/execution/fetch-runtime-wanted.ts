import type { Fault, Faults, Path, Store, Variables } from './executable.ts';
import { createFaultTree } from './fault-tree.ts';

/** What a client asks for of an object, by response names. */
export type Wanted = {
  /** Whether it is all; else what is asked for whatever the type is left out, unless there is something else below. */
  readonly isWhole: boolean;
  readonly fields: ReadonlyMap<string, WantedField>;
};

type WantedField = {
  /** Whether some fetch needs it. */
  readonly isNeeded: boolean;
  /** How it is asked for, in one of these ways at least. */
  readonly ways: readonly {
    /** Whether it is asked for of an object of the type; undefined: always. */
    readonly when: ((typeName: string, variables: Variables) => boolean) | undefined;
    /** Whether that hangs on the type. */
    readonly isTyped: boolean;
    /** What is asked for of what is there; undefined: anything. */
    readonly below: Wanted | undefined;
  }[];
};

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
    const path = fault.path && wantedPath(store, wanted, fault, fault.path, variables);
    if (path || !fault.path) faults.add(path ? { ...fault, path } : fault);
  }
}

/** The path of a fault as it is told; undefined when it is not. */
function wantedPath(
  store: Store | undefined,
  wanted: Wanted,
  { alone }: Fault,
  path: Path,
  variables: Variables,
): Path | undefined {
  let object: unknown = store;
  let together: readonly Wanted[] = [wanted];
  for (const [depth, step] of path.entries()) {
    if (typeof object !== 'object' || object === null) return path;
    const own = Object.getOwnPropertyDescriptor(object, step);
    if (typeof step === 'string') {
      const known = together.map(({ fields }) => fields.get(step));
      if (together.some(({ isWhole }, at) => !isWhole && !known[at])) return path;
      const typeName: unknown = Object.getOwnPropertyDescriptor(object, '__typename')?.value;
      const ways = known.flatMap((field) => field?.ways ?? []);
      // An object that does not say of which type it is may be of any.
      const fitting = ways.filter(
        ({ when, isTyped }) =>
          (isTyped && typeof typeName !== 'string') || when?.(String(typeName), variables) !== false,
      );
      if (fitting.length === 0) {
        const isMore = !alone && (!own || known.some((field) => field?.isNeeded));
        return isMore ? path.slice(0, depth) : undefined;
      }
      if (fitting.some(({ below }) => !below)) return path;
      together = fitting.flatMap(({ below }) => below ?? []);
    }
    object = own?.value;
  }
  return path;
}
