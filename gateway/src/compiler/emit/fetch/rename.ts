import { literal } from '../literal.ts';
import type { Part } from './read-plan.ts';

/** Writes statements that give the fields of an answer the names that they have in the store, where the two differ. */
export function emitRenames({ renames }: Part, answer: string): readonly string[] {
  const places = [...renames].map(([place, name]) => ({ path: place.slice(1).split('/'), name }));
  // What is deepest goes first: the paths are those of the answer.
  const ordered = places.sort((a, b) => b.path.length - a.path.length);
  return ordered.map(({ path, name }) => `fetchRename(${answer}, ${literal(path)}, 0, ${literal(name)});`);
}
