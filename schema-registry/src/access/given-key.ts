import { type Caller, everyGraph } from '../domain/access.ts';
import { isSameKey } from '../domain/key.ts';
import type { Authenticate } from './authenticate.ts';

const routers: Caller = {
  keyId: 'routers',
  name: 'routers',
  grants: [{ graphId: everyGraph, variants: '*', subgraphs: '*', permissions: ['report'] }],
};

/** Knows the key of an installation's own routers as well, which may ask what to run and tell what they ran. */
export function withRouterKey(routerKey: string | undefined, authenticate: Authenticate): Authenticate {
  if (routerKey === undefined) return authenticate;
  return async (key) => (key && isSameKey(key, routerKey) ? routers : authenticate(key));
}
