import { Refusal } from '@fiscal/kit/refusal';
import { type Caller, everyGraph, type Grant, may, type Permission } from './access.ts';
import { isSubgraphName } from './publication.ts';
import { isGraphId, isVariantName, parseRef } from './ref.ts';

/** A subgraph as rover names it where a key is to be for it. */
export type SubgraphOfKey = { readonly graphId: string; readonly variantName: string; readonly subgraphName: string };

/** What a key is to be for, as rover says it. */
export type KeyResources = {
  readonly subgraphs: readonly SubgraphOfKey[];
  /** Graphs, or variants of them as `graph@variant`. */
  readonly gateways: readonly string[];
};

const mostGrants = 100;
const everything = { variants: '*', subgraphs: '*' } as const;

/** The grants of a key of one of rover's types. What a router's key is for all graphs of, its maker must manage. */
export function grantsOfType(type: string, { subgraphs, gateways }: KeyResources): readonly Grant[] {
  if (type === 'OPERATOR') return [{ graphId: everyGraph, ...everything, permissions: ['manage'] }];
  if (type === 'SUBGRAPH') return subgraphs.map(grantOfSubgraph);
  if (type === 'ROUTER' || type === 'GATEWAY') {
    const names = gateways.length > 0 ? gateways : [everyGraph];
    return names.map((name) => ({ ...rangeOf(name), subgraphs: '*', permissions: ['report', 'read'] }));
  }
  throw new Refusal('invalid', 'KEY_TYPE_UNSUPPORTED', `there are no keys of type ${type}: users are not kept here`);
}

function grantOfSubgraph({ graphId, variantName, subgraphName }: SubgraphOfKey): Grant {
  return { graphId, variants: [variantName], subgraphs: [subgraphName], permissions: ['publish', 'check'] };
}

function rangeOf(name: string): Pick<Grant, 'graphId' | 'variants'> {
  if (name === everyGraph || isGraphId(name)) return { graphId: name, variants: '*' };
  const ref = parseRef(name);
  if (!ref) throw new Refusal('invalid', 'KEY_RESOURCE_INVALID', `${name} is neither a graph nor a graph@variant`);
  return { graphId: ref.graphId, variants: [ref.variant] };
}

/** What the roles of a graph's keys may do, as `rover init` names them. */
const permissionsOfRoles: Readonly<Record<string, readonly Permission[]>> = {
  GRAPH_ADMIN: ['manage'],
  CONTRIBUTOR: ['publish', 'check', 'read'],
  DOCUMENTER: ['read'],
  OBSERVER: ['read'],
  CONSUMER: ['read'],
  LEGACY_GRAPH_KEY: ['publish', 'check', 'read', 'report'],
  PERSISTED_QUERY_PUBLISHER: ['publish'],
};

/**
 * The grants of a key of a graph.
 * @throws Refusal `KEY_ROLE_UNSUPPORTED` for a role that is not of a graph.
 */
export function grantsOfRole(role: string, graphId: string): readonly Grant[] {
  const permissions = permissionsOfRoles[role];
  if (!permissions) throw new Refusal('invalid', 'KEY_ROLE_UNSUPPORTED', `a graph's key cannot be of role ${role}`);
  return [{ graphId, ...everything, permissions }];
}

/**
 * Refuses grants that are none, and those that the caller could not give: what a key may do, whoever makes it may manage.
 * @throws Refusal `KEY_FOR_NOTHING`, `KEY_RESOURCE_INVALID`, `FORBIDDEN`
 */
export function requireGrantable(caller: Caller, grants: readonly Grant[]): void {
  if (grants.length === 0)
    throw new Refusal('invalid', 'KEY_FOR_NOTHING', 'a key must be for something: name a subgraph');
  if (grants.length > mostGrants) {
    throw new Refusal('limited', 'KEY_RESOURCE_INVALID', `a key is for at most ${mostGrants} things`);
  }
  for (const { graphId, variants, subgraphs, permissions } of grants) {
    if (permissions.length === 0) throw new Refusal('invalid', 'KEY_FOR_NOTHING', 'a key must be let do something');
    if (graphId !== everyGraph && !isGraphId(graphId)) {
      throw new Refusal('invalid', 'KEY_RESOURCE_INVALID', `${graphId} is no graph`);
    }
    if (variants.length === 0 || subgraphs.length === 0) {
      throw new Refusal('invalid', 'KEY_RESOURCE_INVALID', 'a list of variants or subgraphs must name one');
    }
    const names = [
      ...(variants === '*' ? [] : variants.filter((name) => !isVariantName(name))),
      ...(subgraphs === '*' ? [] : subgraphs.filter((name) => !isSubgraphName(name))),
    ];
    if (names.length > 0) {
      throw new Refusal(
        'invalid',
        'KEY_RESOURCE_INVALID',
        `${JSON.stringify(names[0])} names nothing that there can be`,
      );
    }
    if (!managesAll(caller, graphId, variants)) {
      throw new Refusal('forbidden', 'FORBIDDEN', 'this key may not make keys for what it does not manage');
    }
  }
}

/** Whether the caller may see and change a key: what the key is for, they manage. */
export function mayManageKey(caller: Caller, grants: readonly Grant[]): boolean {
  return grants.every(({ graphId, variants }) => managesAll(caller, graphId, variants));
}

function managesAll(caller: Caller, graphId: string, variants: Grant['variants']): boolean {
  if (variants === '*') return may(caller, 'manage', { graphId });
  // Everybody would manage all of a list of nothing.
  return variants.length > 0 && variants.every((variant) => may(caller, 'manage', { graphId, variant }));
}
