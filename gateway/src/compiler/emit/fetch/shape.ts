import type { Part } from './read-plan.ts';
import type { Asked, Given } from './selection.ts';

/** What all fetches of a plan give at one place of the store. */
export type Shape = ReadonlyMap<string, ShapeField>;

export type ShapeField = {
  /** How many fetches give it. */
  readonly givers: number;
  readonly below: Shape;
  /** Under what it is asked for: one of these must hold. */
  readonly asked: readonly Asked[];
};

type Mutable = Map<string, { givers: number; below: Mutable; asked: Asked[] }>;

/** Makes the shape of the store. Types are left out: what may come from two fetches counts as if it did. */
export function shapeOf(parts: readonly Part[]): Shape {
  const shape: Mutable = new Map();
  for (const { path, given, conditions } of parts) {
    let place = shape;
    for (const step of path) if (step.kind === 'field') place = entryOf(place, step.name).below;
    addGiven(place, given, conditions);
  }
  return shape;
}

/** The shape at the end of a path. */
export function shapeAt(shape: Shape, path: Part['path']): Shape {
  return path.reduce((at, step) => (step.kind === 'field' ? (at.get(step.name)?.below ?? new Map()) : at), shape);
}

function addGiven(shape: Mutable, given: Given, conditions: readonly string[]): void {
  for (const { name, fields, asked } of given.values()) {
    const entry = entryOf(shape, name);
    entry.givers++;
    for (const one of asked) entry.asked.push({ on: one.on, conditions: [...conditions, ...one.conditions] });
    if (fields) addGiven(entry.below, fields, conditions);
  }
}

function entryOf(shape: Mutable, name: string): { givers: number; below: Mutable; asked: Asked[] } {
  const entry = shape.get(name) ?? { givers: 0, below: new Map(), asked: [] };
  shape.set(name, entry);
  return entry;
}
