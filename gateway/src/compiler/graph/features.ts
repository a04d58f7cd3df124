import type { GraphQLSchema } from 'graphql';
import { readLinks } from './links.ts';

/** What this router enforces, or what asks for nothing at run time. */
export const supportedFeatures: ReadonlySet<string> = new Set(
  [
    'link/v1.0',
    'core/v0.1',
    'core/v0.2',
    'join/v0.1',
    'join/v0.2',
    'join/v0.3',
    'join/v0.4',
    'join/v0.5',
    'tag/v0.1',
    'tag/v0.2',
    'tag/v0.3',
    'inaccessible/v0.1',
    'inaccessible/v0.2',
    'authenticated/v0.1',
    'requiresScopes/v0.1',
    'policy/v0.1',
    'context/v0.1',
    'cost/v0.1',
  ].map((feature) => `https://specs.apollo.dev/${feature}`),
);

/**
 * Makes sure that nothing is served whose protection or execution depends on a feature that is unknown here.
 * Errors: an Error that names the features which a supergraph links `for: SECURITY` or `for: EXECUTION` in vain.
 */
export function refuseUnenforced(supergraph: GraphQLSchema): void {
  const unknown = readLinks(supergraph).filter(({ url, purpose }) => purpose && !supportedFeatures.has(url));
  if (unknown.length === 0) return;
  const list = unknown.map(({ url, purpose }) => `${url} (for: ${purpose})`).join(', ');
  throw new Error(`the supergraph needs features that this router does not enforce: ${list}`);
}
