import type { Path, Store } from './executable.ts';

/** Where a fetch has its place in the store (`@`: every entry of a list), and the fields it should give there. */
export type Site = { readonly path: readonly string[]; readonly fields: readonly string[] };

/** The objects a fetch was for, and for each of them the entity that was asked for. */
export type Targets = { readonly objects: readonly unknown[]; readonly slots: readonly number[] | undefined };

/** A place of the answer that a fetch was for. */
export type Place = { readonly path: Path; readonly slot: number | undefined };

/**
 * Finds every place that a fetch was for. Places are not kept while all goes well: they are found again by the objects'
 * identity, so that it does not matter which of them were left out, or what was merged meanwhile.
 */
export function placesOf(store: Store | undefined, site: Site, targets: Targets | undefined): readonly Place[] {
  if (!targets) return [{ path: [], slot: undefined }];
  const slots = new Map(targets.objects.map((object, at) => [object, targets.slots?.[at]]));
  const places: Place[] = [];
  const visit = (value: unknown, at: number, path: Path): void => {
    if (typeof value !== 'object' || value === null) return;
    const step = site.path[at];
    if (step === undefined) {
      if (slots.has(value)) places.push({ path, slot: slots.get(value) });
    } else if (step !== '@') {
      visit(Object.getOwnPropertyDescriptor(value, step)?.value, at + 1, [...path, step]);
    } else if (Array.isArray(value)) {
      value.forEach((entry, index) => {
        visit(entry, at + 1, [...path, index]);
      });
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
