import type { Part } from './read-plan.ts';
import type { Given } from './selection.ts';

/** What all fetches of a plan give at one place of the store, and how many of them give it. */
export type Shape = ReadonlyMap<string, { readonly givers: number; readonly below: Shape }>;

type Mutable = Map<string, { givers: number; below: Mutable }>;

/** Makes the shape of the store. Types are left out: what may come from two fetches counts as if it did. */
export function shapeOf(parts: readonly Part[]): Shape {
  const shape: Mutable = new Map();
  for (const { path, given } of parts) {
    let place = shape;
    for (const step of path) if (step.kind === 'field') place = entryOf(place, step.name).below;
    addGiven(place, given);
  }
  return shape;
}

/** The shape at the end of a path. */
export function shapeAt(shape: Shape, path: Part['path']): Shape {
  return path.reduce((at, step) => (step.kind === 'field' ? (at.get(step.name)?.below ?? new Map()) : at), shape);
}

function addGiven(shape: Mutable, given: Given): void {
  for (const { name, fields } of given.values()) {
    const entry = entryOf(shape, name);
    entry.givers++;
    if (fields) addGiven(entry.below, fields);
  }
}

function entryOf(shape: Mutable, name: string): { givers: number; below: Mutable } {
  const entry = shape.get(name) ?? { givers: 0, below: new Map() };
  shape.set(name, entry);
  return entry;
}
