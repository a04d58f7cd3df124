import type { MintToken } from '@fiscal/kit';
import { deadlineExceeded } from '@fiscal/kit/resilience';
import { batchEntities } from './batch-entities.ts';
import type { OnCall } from './call-span.ts';
import { type CallerScope, createCallerScopes } from './caller-scope.ts';
import { createExchanges } from './exchanges.ts';
import { clientGone } from './fault.ts';
import { createPickHeaders } from './header-rules.ts';
import { createSubgraphMetrics } from './metrics.ts';
import type { SubgraphRules } from './options.ts';
import { createSend, usualHeaders } from './sender.ts';
import type { SubgraphClient, SubgraphRequest } from './subgraph-client.ts';
import { createSubscriber } from './subscribe/subscriber.ts';
import { isGone, type Waiter } from './waiting.ts';

export type HttpSubgraphClientOptions = {
  /** As the supergraph calls it: the audience of its tokens and a label of metrics. */
  readonly name: string;
  readonly url: URL;
  readonly rules: SubgraphRules;
  /** Makes the token that says who asks; none is sent without it. */
  readonly mint: MintToken | undefined;
  readonly now: () => number;
  readonly onCall?: OnCall | undefined;
};

/**
 * Makes the client of one subgraph over HTTP: connections, a breaker and bounds of its own, an internal token that says
 * who asks, and what is left of the request's time. Queries are tried once more when the connection breaks.
 */
export function createHttpSubgraphClient(options: HttpSubgraphClientOptions): SubgraphClient {
  const { name, url, rules, mint, now, onCall } = options;
  const metrics = createSubgraphMetrics(name);
  const scopes = createCallerScopes(name, mint, usualHeaders(rules.compression), now);
  const pickHeaders = createPickHeaders(rules.headers);
  const send = createSend(url, scopes, onCall);
  const exchanges = createExchanges(name, url, rules, metrics, send, now);

  const { subscriptions } = rules;
  const subscriber = subscriptions && createSubscriber({ name, url, subscriptions, rules, mint, now });

  const ask = (waiter: Waiter) => {
    const { request, call } = waiter;
    const scope = scopes.of(call.identity);
    const headers = pickHeaders(call.clientHeaders);
    const key = needsKey(request, rules) ? keyOf(scope, headers, request) : undefined;
    if (key !== undefined && rules.deduplicate && exchanges.inFlight.join(key, waiter)) metrics.deduplicated();
    else exchanges.begin({ request, call, scope, headers, key }, waiter);
  };
  const client: SubgraphClient = {
    send: (request, call) =>
      new Promise((resolve, reject) => {
        const nowMs = now();
        const deadlineAt = Math.min(call.deadlineAt, nowMs + rules.timeoutMs);
        const waiter = { request, call, deadlineAt, resolve, reject };
        if (deadlineAt <= nowMs) reject(deadlineExceeded());
        else if (isGone(waiter)) reject(clientGone().refusal);
        else ask(waiter);
      }),
    ...(subscriber ? { subscribe: subscriber.subscribe } : {}),
    async stop() {
      await Promise.all([exchanges.close(), subscriber?.stop()]);
    },
  };
  return batchEntities(
    client,
    ({ identity, clientHeaders }) => `${scopes.of(identity).claims}\n${pickHeaders(clientHeaders).join('\n')}`,
  );
}

function needsKey({ type, maxStaleMs }: SubgraphRequest, { deduplicate, staleBytes }: SubgraphRules): boolean {
  return type === 'query' && (deduplicate || (maxStaleMs > 0 && staleBytes > 0));
}

/** Everything that an answer may depend on. None of the parts has a line break in it but the last. */
function keyOf({ claims }: CallerScope, headers: readonly string[], { body }: SubgraphRequest): string {
  return headers.length === 0 ? `${claims}\n\n${body}` : `${claims}\n${headers.join('\n')}\n\n${body}`;
}
