import type { KeysOf } from './keys.ts';
import type { MaxStaleMs } from './max-stale.ts';
import type { Place } from './places.ts';
import type { Part } from './read-plan.ts';
import type { RequiredOf } from './required.ts';
import type { Seen } from './seen.ts';
import type { GivenField } from './selection.ts';
import type { Shape } from './shape.ts';
import type { Source } from './source.ts';
import type { TypeNames } from './type-names.ts';

/** What every emitter of fetches needs. */
export type Emitting = {
  readonly source: Source;
  readonly typeNames: TypeNames;
  readonly keysOf: KeysOf;
  readonly requiredOf: RequiredOf;
  readonly maxStaleMs: MaxStaleMs;
  /** What all fetches of the plan give together. */
  readonly shape: Shape;
  /** Which types of objects are where in it. */
  readonly places: Place;
  /** What the client sees of it. */
  readonly seen: Seen;
  /** Fetches that may begin at the same time as others of their subgraph, each with a number of its own. */
  readonly meeting: ReadonlyMap<Part, number>;
  /** Whether objects that are the same entity may come to differ, by where they are. */
  readonly copies: boolean;
  /** The places of what any fetch needs of what others give: `/product/weight`. */
  readonly needed: ReadonlySet<string>;
  /** What for others need a field that a part gives: as a key, or as an input that may be null. */
  readonly neededAs: (part: Part, field: GivenField) => 'key' | 'input' | undefined;
  /** Interfaces that some subgraph knows as `@interfaceObject`: their names come as `__typename` of objects. */
  readonly loose: ReadonlySet<string>;
  /** Where a run keeps the text of each variable that is sent; filled while emitting. */
  readonly variables: Map<string, string>;
};
