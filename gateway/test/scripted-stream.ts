import { randomUUID } from 'node:crypto';
import { Refusal } from '@fiscal/kit';
import type { LiveStream, StreamPart } from '../src/live/stream.ts';
import type { Answer, Caller } from '../src/request.ts';

/** A stream that gives what a test says, when it says so. */
export type ScriptedStream = {
  readonly stream: LiveStream;
  give(part: StreamPart): void;
  /** As `give`, of a result with this data. */
  next(data: unknown, cursor?: string): void;
  advance(cursor: string): void;
  end(error?: Error): void;
  /** How many parts wait to be taken. */
  waiting(): number;
  isLeft(): boolean;
  /** Whom the stream goes on for. */
  refreshedBy(): readonly Caller[];
};

/** Opens a stream of one user: another user's token is refused. */
export function scriptStream(userId = 'user-a'): ScriptedStream {
  const parts: StreamPart[] = [];
  const callers: Caller[] = [];
  let cursor: string | undefined;
  let ended: { readonly error?: Error | undefined } | undefined;
  let isLeft = false;
  let wake = () => {};
  const stream: LiveStream = {
    id: randomUUID(),
    cursor: () => cursor,
    async refresh(caller) {
      if (caller.identity.kind !== 'user' || caller.identity.userId !== userId) {
        throw new Refusal('forbidden', 'FORBIDDEN', 'another user');
      }
      callers.push(caller);
    },
    async next() {
      while (parts.length === 0 && !ended && !isLeft) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const value = isLeft ? undefined : parts.shift();
      if (value) {
        if (value.kind === 'next') cursor = value.cursor ?? cursor;
        return { done: false, value };
      }
      if (ended?.error && !isLeft) throw ended.error;
      return { done: true, value: undefined };
    },
    async return() {
      isLeft = true;
      wake();
      return { done: true, value: undefined };
    },
    async throw(error) {
      isLeft = true;
      wake();
      throw error;
    },
    [Symbol.asyncIterator]: () => stream,
  };
  const give = (part: StreamPart) => {
    parts.push(part);
    wake();
  };
  return {
    stream,
    give,
    next: (data, at) =>
      give({ kind: 'next', text: JSON.stringify({ data, ...(at ? { extensions: { cursor: at } } : {}) }), cursor: at }),
    advance(at) {
      cursor = at;
    },
    end(error) {
      ended = { error };
      wake();
    },
    waiting: () => parts.length,
    isLeft: () => isLeft,
    refreshedBy: () => callers,
  };
}

/** The answer that a pipeline gives for a subscription. */
export function streaming(stream: LiveStream): Answer {
  return { kind: 'answered', status: 200, headers: {}, result: stream };
}

/** The answer that a pipeline gives for a query. */
export function answering(data: unknown): Answer {
  return { kind: 'answered', status: 200, headers: {}, result: { data: JSON.stringify(data) } };
}

/** The answer that a pipeline gives for what is not valid. */
export function invalid(message: string): Answer {
  const errors = [{ message, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }];
  return { kind: 'answered', status: 400, headers: {}, result: { errors } };
}
