/** A variant of a graph, as `graph@variant` names it. */
export type GraphRef = { readonly graphId: string; readonly variant: string };

const graphId = /^[a-zA-Z][a-zA-Z0-9_-]{0,63}$/;
const variantName = /^[^\s\p{C}@][^\p{C}@]{0,62}$/u;

/** Whether a graph may have this id. */
export function isGraphId(id: string): boolean {
  return graphId.test(id);
}

/** Whether a variant may have this name: up to 63 characters, none of them a control character or `@`. */
export function isVariantName(name: string): boolean {
  return variantName.test(name);
}

/** Reads `graph@variant`, or `graph` for its variant `current`. Gives undefined for anything else. */
export function parseRef(text: string): GraphRef | undefined {
  const [id = '', variant = 'current', ...rest] = text.split('@');
  return rest.length === 0 && isGraphId(id) && isVariantName(variant) ? { graphId: id, variant } : undefined;
}

/** The text of a reference, `graph@variant`. */
export function printRef({ graphId: id, variant }: GraphRef): string {
  return `${id}@${variant}`;
}
