import type { Result } from '../operation.ts';
import type { Ready } from '../request.ts';

/**
 * Lets caches on the way keep an answer that is the same for everybody and whole, for as long as `@cacheControl` says.
 * What a caller sent to say who they are, or what may have been passed on to subgraphs, takes the answer out of it.
 */
export function allowCaching(request: Ready, result: Result): void {
  const { facts } = request.document;
  const isForAll = request.caller.identity.kind === 'anonymous' && request.authorization === undefined;
  const isSameForAll = facts.rules.length === 0 && facts.labels.length === 0;
  if (facts.maxAgeSeconds <= 0 || !isForAll || !isSameForAll) return;
  if (facts.type !== 'query' || result.errors || result.extensions) return;
  request.answerHeaders['cache-control'] = `public, max-age=${facts.maxAgeSeconds}`;
  request.answerHeaders.vary = 'authorization';
}
