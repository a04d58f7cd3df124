import type { GraphRef } from './ref.ts';

/** What a key may do: `report` is what routers need, which ask for what to run and tell what they ran. */
export type Permission = 'read' | 'check' | 'publish' | 'report' | 'manage';

/** What a key is for. `*` means every one; a list of subgraphs narrows checking and publishing down to them. */
export type Grant = {
  readonly graphId: string;
  readonly variants: '*' | readonly string[];
  readonly subgraphs: '*' | readonly string[];
  readonly permissions: readonly Permission[];
};

/** Who asks: the key that came with the request. */
export type Caller = { readonly keyId: string; readonly name: string; readonly grants: readonly Grant[] };

/** What is asked for; without a variant, something of the graph as a whole. */
type Target = Pick<GraphRef, 'graphId'> & { readonly variant?: string; readonly subgraph?: string };

/** Whether the caller may do this. Who may manage, publish or check may read as well. */
export function may({ grants }: Caller, permission: Permission, target: Target): boolean {
  return grants.some((grant) => covers(grant, target) && allows(grant, permission));
}

function allows({ permissions }: Grant, permission: Permission): boolean {
  if (permissions.includes(permission) || permissions.includes('manage')) return true;
  if (permission === 'check') return permissions.includes('publish');
  return permission === 'read' && permissions.some((each) => each !== 'report');
}

function covers({ graphId, variants, subgraphs }: Grant, target: Target): boolean {
  if (graphId !== '*' && graphId !== target.graphId) return false;
  if (target.variant !== undefined && variants !== '*' && !variants.includes(target.variant)) return false;
  return target.subgraph === undefined || subgraphs === '*' || subgraphs.includes(target.subgraph);
}
