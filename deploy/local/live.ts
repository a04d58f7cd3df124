import { createClient } from 'graphql-sse';
import type { z } from 'zod';
import { until } from './until.ts';

/** A subscription that is open: what has come so far, oldest first. */
export type Live<T> = {
  readonly received: readonly T[];
  /** Set when the server ended it or it broke. */
  readonly ended: () => string | undefined;
  stop(): void;
};

const openMs = 10_000;
const maxKept = 100_000;

type Subscription = {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly token: string;
};

/**
 * Subscribes over server-sent events, and returns once the gateway has accepted, so that nothing that happens from now
 * on is missed. A gateway that has just started may not hear of events yet: it is asked again for 10 s. Each event's
 * data is read by the schema.
 */
export function subscribeLive<S extends z.ZodType>(
  gateway: string,
  shape: S,
  subscription: Subscription,
): Promise<Live<z.output<S>>> {
  return until('the subscription', openMs, () => subscribeOnce(gateway, shape, subscription));
}

async function subscribeOnce<S extends z.ZodType>(
  gateway: string,
  shape: S,
  question: Subscription,
): Promise<Live<z.output<S>>> {
  const received: z.output<S>[] = [];
  let ended: string | undefined;
  const opened = Promise.withResolvers<void>();
  const client = createClient({
    url: `${gateway}/graphql`,
    headers: { authorization: `Bearer ${question.token}` },
    retryAttempts: 0,
  });
  const payload = { query: question.query, ...(question.variables ? { variables: question.variables } : {}) };
  const unsubscribe = client.subscribe(
    payload,
    {
      next({ data, errors }) {
        if (errors) ended = JSON.stringify(errors);
        else if (received.length < maxKept) received.push(shape.parse(data));
      },
      error(error) {
        ended = error instanceof Error ? error.message : JSON.stringify(error);
        opened.reject(new Error(`the subscription broke: ${ended}`));
      },
      complete() {
        ended ??= 'complete';
      },
    },
    { connected: () => opened.resolve() },
  );
  const timer = setTimeout(() => opened.reject(new Error('the subscription was not accepted in time')), openMs);
  try {
    await opened.promise;
  } finally {
    clearTimeout(timer);
  }
  return {
    received,
    ended: () => ended,
    stop() {
      unsubscribe();
      client.dispose();
    },
  };
}
