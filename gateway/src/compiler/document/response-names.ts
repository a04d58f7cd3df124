/** What response names begin with that are not a field's own name; one of them is stripped on the way out. */
export const renamed = '_r_';

/** The name a client gave to what is called `responseName` in a normalised operation, and in a store. */
export function clientName(responseName: string): string {
  return responseName.startsWith(renamed) ? responseName.slice(renamed.length) : responseName;
}
