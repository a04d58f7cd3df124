import type { Build } from './build.ts';
import type { Hint } from './launch.ts';

const linked = /@link\(url: "([^"]+)"[^)]*\bfor: SECURITY\b/g;

/**
 * Says of a supergraph with features that are there for security that `@apollo/gateway` does not run it: it refuses
 * what it cannot enforce, at its next poll and at its next start.
 */
function hintsOfSecurity(supergraphSdl: string): readonly Hint[] {
  const urls = [...supergraphSdl.matchAll(linked)].map(([, url = '']) => url);
  if (urls.length === 0) return [];
  const features = urls.map((url) => url.split('/').at(-2)).join(', ');
  const message = `routers enforce ${features}; @apollo/gateway cannot, and refuses to run this supergraph`;
  return [{ code: 'GATEWAY_REFUSES_SECURITY_FEATURE', message, subgraphs: [] }];
}

/** A build, with what is to be said of its security features. */
export function withSecurityHints(build: Build): Build {
  if ('errors' in build || build.supergraphSdl === null) return build;
  return { ...build, hints: [...build.hints, ...hintsOfSecurity(build.supergraphSdl)] };
}
