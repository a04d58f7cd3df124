import type { Result } from '../operation.ts';
import type { Ready } from '../request.ts';
import type { HeaderRules } from '../traffic/header-rules.ts';
import { rulesFor, type TrafficOptions } from '../traffic/options.ts';

/** Lets caches on the way keep an answer, where they may. */
export type AllowCaching = (request: Ready, result: Result) => void;

/** Nobody else's: what is left of one caller's points. */
const ofOneCaller = ['ratelimit', 'ratelimit-policy'];

/**
 * Makes what lets caches keep answers that are the same for everybody and whole, for as long as `@cacheControl` says.
 * `passedOn`: headers of clients that subgraphs get to see, so that answers may depend on them.
 */
export function createAllowCaching(passedOn: readonly string[]): AllowCaching {
  const vary = ['accept', 'authorization', ...passedOn].join(', ');
  return ({ document: { facts }, caller, authorization, answerHeaders }, result) => {
    const isForAll = caller.identity.kind === 'anonymous' && authorization === undefined;
    const isSameForAll = facts.rules.length === 0 && facts.labels.length === 0 && !facts.introspects;
    if (facts.maxAgeSeconds <= 0 || !isForAll || !isSameForAll) return;
    if (facts.type !== 'query' || result.errors || result.extensions) return;
    for (const name of ofOneCaller) delete answerHeaders[name];
    answerHeaders['cache-control'] = `public, max-age=${facts.maxAgeSeconds}`;
    answerHeaders.vary = vary;
  };
}

/** The headers of clients that any of these subgraphs gets to see. */
export function passedOnHeaders(traffic: TrafficOptions): readonly string[] {
  const all = [rulesFor('', traffic), ...Object.keys(traffic.subgraphs).map((name) => rulesFor(name, traffic))];
  const names = all.flatMap(({ headers }) => headers.propagate.map(clientNameOf));
  return [...new Set(names)].sort();
}

function clientNameOf(rule: HeaderRules['propagate'][number]): string {
  return (typeof rule === 'string' ? rule : rule.name).toLowerCase();
}
