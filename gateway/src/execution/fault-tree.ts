import type { Path } from './executable.ts';

/** Places at which something went wrong, to be asked about one by one. */
export type FaultTree = {
  add(path: Path): void;
  /** Whether there is one at the place, within it, or at what holds it. */
  covers(path: Path): boolean;
};

/** `end` says that a place of its own ends here, and not only the way to others. */
type Node = { end: boolean; readonly within: Map<string | number, Node> };

/** Makes a tree that keeps `maxPlaces`; with more, it takes every place for covered. */
export function createFaultTree(maxPlaces: number): FaultTree {
  const root: Node = { end: false, within: new Map() };
  let places = 0;
  return {
    add(path) {
      places++;
      if (places > maxPlaces) return;
      let node = root;
      for (const member of path) {
        if (node.end) return;
        const next: Node = node.within.get(member) ?? { end: false, within: new Map() };
        node.within.set(member, next);
        node = next;
      }
      node.end = true;
    },
    covers(path) {
      if (places === 0 || places > maxPlaces) return places > 0;
      let node = root;
      for (const member of path) {
        if (node.end) return true;
        const next = node.within.get(member);
        if (!next) return false;
        node = next;
      }
      return true;
    },
  };
}
