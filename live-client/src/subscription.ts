import type { Client } from 'graphql-ws';
import { type Gap, type LiveResult, meaningOf } from './result.ts';

export type LiveRequest = {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  /** The name that its cursor is kept under, to go on after the page was loaded anew; absent: only while it is open. */
  readonly key?: string;
  /** Begins with the answer to the document's query operation, unless there is a cursor to go on from. */
  readonly snapshot?: boolean;
};

export type LiveSink<Data> = {
  next(result: LiveResult<Data>): void;
  /** Events are missing here: what was made of those before is to be loaded again. */
  gap(gap: Gap): void;
  error(error: unknown): void;
  complete(): void;
};

/** Where cursors are kept; `sessionStorage` is one. */
export type CursorStorage = {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
};

/** The message that graphql-ws sends, and sends again when it connects anew: with the cursor of then. */
export type Payload = {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
  readonly extensions: { resumeFrom?: string; snapshot?: true };
};

/** An open subscription. */
export type Subscription = {
  readonly payload: Payload;
  /** Notes from where it can go on. */
  advance(cursor: string): void;
  stop(): void;
};

/** Is told of every time a subscription is sent, and of its end. */
export type Watch = { begins(subscription: Subscription): void; ends(subscription: Subscription): void };

/** Opens a subscription that goes on from its cursor for as long as it is not stopped or refused. */
export function openSubscription<Data>(
  client: Client,
  storage: CursorStorage,
  request: LiveRequest,
  sink: LiveSink<Data>,
  watch: Watch,
): Subscription {
  const { key } = request;
  const payload = payloadOf(request, key === undefined ? null : storage.getItem(key));
  let cancel = () => {};
  const subscription: Subscription = {
    payload,
    advance(cursor) {
      payload.extensions.resumeFrom = cursor;
      delete payload.extensions.snapshot;
      if (key !== undefined) storage.setItem(key, cursor);
    },
    stop: () => cancel(),
  };
  const again = (waitMs: number) => {
    const timer = setTimeout(begin, waitMs);
    cancel = () => clearTimeout(timer);
  };
  const begin = () => {
    let retryAfterMs: number | undefined;
    watch.begins(subscription);
    cancel = client.subscribe<Data>(payload, {
      next(value) {
        // The library's type has no room for errors as they are sent.
        const result = value as LiveResult<Data>;
        const meaning = meaningOf(result);
        const { cursor } = result.extensions ?? {};
        if (meaning.kind === 'data') sink.next(result);
        else if (meaning.kind === 'gap') sink.gap(meaning.gap);
        else retryAfterMs = meaning.retryAfterMs;
        // After it was handed over: what throws there is given again.
        if (typeof cursor === 'string') subscription.advance(cursor);
      },
      error(error) {
        const meaning = Array.isArray(error) ? meaningOf({ errors: error }) : undefined;
        if (meaning?.kind === 'end') return again(meaning.retryAfterMs);
        if (key !== undefined && codeOf(error) === 'CURSOR_INVALID') storage.removeItem(key);
        watch.ends(subscription);
        sink.error(error);
      },
      complete() {
        if (retryAfterMs !== undefined) return again(retryAfterMs);
        watch.ends(subscription);
        sink.complete();
      },
    });
  };
  begin();
  return subscription;
}

function payloadOf({ query, variables, operationName, snapshot }: LiveRequest, cursor: string | null): Payload {
  return {
    query,
    ...(variables ? { variables } : {}),
    ...(operationName === undefined ? {} : { operationName }),
    extensions: cursor === null ? (snapshot ? { snapshot } : {}) : { resumeFrom: cursor },
  };
}

function codeOf(error: unknown): unknown {
  return Array.isArray(error) ? error[0]?.extensions?.code : undefined;
}
