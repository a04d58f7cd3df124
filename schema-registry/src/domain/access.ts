import type { GraphRef } from './ref.ts';

/** What a key may do: `report` is what routers need, which ask for what to run and tell what they ran. */
export type Permission = 'read' | 'check' | 'publish' | 'report' | 'manage';

/** What a key is for. `*` means every one; a list of subgraphs narrows checking and publishing down to them. */
export type Grant = {
  readonly graphId: string;
  /** One that ends with `*` stands for all that begin like it, as previews do: `pr-*`. */
  readonly variants: '*' | readonly string[];
  readonly subgraphs: '*' | readonly string[];
  readonly permissions: readonly Permission[];
};

/** Who asks: the key that came with the request. */
export type Caller = {
  readonly keyId: string;
  /** What is written down of who did something: the name of the key, with the end of its id. */
  readonly name: string;
  readonly grants: readonly Grant[];
};

/** Who asks without a key, or with one that is none: may do nothing. */
export const nobody: Caller = { keyId: '', name: 'nobody', grants: [] };

/** Every graph there is and will be: what is asked for with it, only a grant of all graphs allows. */
export const everyGraph = '*';

/** What is asked for; without a variant, something of the graph as a whole. */
type Target = Pick<GraphRef, 'graphId'> & { readonly variant?: string; readonly subgraph?: string };

/**
 * Whether the caller may do this. Who may manage, publish or check may read as well. What is narrowed to variants or
 * subgraphs allows nothing but reading where the target is wider than that.
 */
export function may({ grants }: Caller, permission: Permission, target: Target): boolean {
  return grants.some((grant) => covers(grant, permission, target) && allows(grant, permission));
}

function allows({ permissions }: Grant, permission: Permission): boolean {
  if (permissions.includes(permission) || permissions.includes('manage')) return true;
  if (permission === 'check') return permissions.includes('publish');
  return permission === 'read' && permissions.some((each) => each !== 'report');
}

function covers({ graphId, variants, subgraphs }: Grant, permission: Permission, target: Target): boolean {
  if (graphId !== everyGraph && graphId !== target.graphId) return false;
  if (!isOneOf(variants, target.variant, permission)) return false;
  return permission === 'read' || isOneOf(subgraphs, target.subgraph, permission);
}

function isOneOf(names: '*' | readonly string[], name: string | undefined, permission: Permission): boolean {
  if (names === '*') return true;
  // A list of nothing is for nothing.
  if (name === undefined) return permission === 'read' && names.length > 0;
  return names.some((each) => each === name || (each.endsWith('*') && name.startsWith(each.slice(0, -1))));
}
