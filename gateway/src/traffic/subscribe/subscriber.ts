import type { MintToken } from '@fiscal/kit';
import { deadlineExceeded } from '@fiscal/kit/resilience';
import { Agent } from 'undici';
import { unsendable } from '../fault.ts';
import { createPickHeaders } from '../header-rules.ts';
import type { SubgraphRules } from '../options.ts';
import type { Call, SubgraphRequest } from '../subgraph-client.ts';
import { openEventStreamSource } from './event-stream-source.ts';
import type { Opening, Source } from './source.ts';
import { openWebSocketSource } from './web-socket-source.ts';

/** How subscriptions reach a subgraph. */
export type SubscriptionRules = {
  readonly protocol: 'ws' | 'sse';
  /** Where, if not where its queries go. */
  readonly url?: string | undefined;
};

/** Opens subscriptions at one subgraph, each on a connection of its own. */
export type Subscriber = {
  /** Within what the call has left of its time. Errors: Refusal `DEADLINE_EXCEEDED`, `INTERNAL`; those of `Source`. */
  subscribe(request: SubgraphRequest, call: Call): Promise<Source>;
  /** Breaks off those that are open. */
  stop(): Promise<void>;
};

export type SubscriberOptions = {
  readonly name: string;
  /** Where its queries go. */
  readonly url: URL;
  readonly subscriptions: SubscriptionRules;
  readonly rules: SubgraphRules;
  /** Makes the token that says who asks; none is sent without it. */
  readonly mint: MintToken | undefined;
  readonly now: () => number;
};

/** Makes what subscribes at one subgraph. */
export function createSubscriber({ name, url, subscriptions, rules, mint, now }: SubscriberOptions): Subscriber {
  const { connectTimeoutMs, timeoutMs, maxAnswerBytes } = rules;
  const pickHeaders = createPickHeaders(rules.headers);
  const agent = new Agent({ connect: { timeout: connectTimeoutMs }, pipelining: 1, connections: null });
  const address = addressOf(subscriptions, url);
  const open = new Set<Source>();
  const start = (opening: Opening): Source =>
    subscriptions.protocol === 'ws' ? openWebSocketSource(opening) : openEventStreamSource(opening, agent);

  const headersOf = async ({ identity, correlationId, clientHeaders }: Call) => {
    const token =
      mint && (await mint(name, identity).catch((error: unknown) => Promise.reject(unsendable(name, error).refusal)));
    const headers: Record<string, string> = { 'x-correlation-id': correlationId };
    if (token !== undefined) headers.authorization = `Bearer ${token}`;
    const picked = pickHeaders(clientHeaders);
    for (let at = 0; at < picked.length; at += 2) headers[picked[at] as string] = picked[at + 1] as string;
    return headers;
  };
  return {
    async subscribe({ body }, call) {
      const headers = await headersOf(call);
      const leftMs = Math.min(call.deadlineAt - now(), timeoutMs);
      if (leftMs <= 0) throw deadlineExceeded();
      const opening = {
        subgraph: name,
        url: address,
        headers,
        body,
        connectTimeoutMs,
        timeoutMs: leftMs,
        maxAnswerBytes,
      };
      const source = start(opening);
      open.add(source);
      return keep(source, () => open.delete(source));
    },
    async stop() {
      await Promise.all([...open].map((source) => source.return?.()));
      await agent.destroy();
    },
  };
}

function addressOf({ protocol, url }: SubscriptionRules, usual: URL): URL {
  const address = new URL(url ?? usual);
  if (protocol === 'ws') address.protocol = address.protocol.replace('http', 'ws');
  return address;
}

/** Tells when it is over. */
function keep(source: Source, onOver: () => void): Source {
  const kept: Source = {
    async next() {
      try {
        const result = await source.next();
        if (result.done) onOver();
        return result;
      } catch (error) {
        onOver();
        throw error;
      }
    },
    async return() {
      onOver();
      return (await source.return?.()) ?? { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => kept,
  };
  return kept;
}
