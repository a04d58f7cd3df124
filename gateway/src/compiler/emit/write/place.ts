import { literal } from '../literal.ts';

/** Where generated code stands in an answer. */
export type Place = {
  /** JavaScript expressions of the path's members: names as literals, `i0`, `i1`… for indexes of lists. */
  readonly path: readonly string[];
  /** How many lists are around it. */
  readonly lists: number;
  /** For messages: `Query.me`. */
  readonly where: string;
};

/** The place of a field of an object that stands at `place`. */
export function fieldPlace(place: Place, responseName: string, where: string): Place {
  return { path: [...place.path, literal(responseName)], lists: place.lists, where };
}

/** The place of the entries of a list that stands at `place`. */
export function entryPlace({ path, lists, where }: Place, index: string): Place {
  return { path: [...path, index], lists: lists + 1, where };
}

/** A call of one of the runtime's functions that tell a fault; an array of the path is made only when it runs. */
export function tell(
  kind: 'missing' | 'denied' | 'unfit' | 'stranger',
  { path, where }: Place,
  ...more: string[]
): string {
  return `${kind}(${['F', `[${path.join(', ')}]`, literal(where), ...more].join(', ')})`;
}
