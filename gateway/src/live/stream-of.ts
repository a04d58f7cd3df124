import { randomUUID } from 'node:crypto';
import { Refusal, requireUser } from '@fiscal/kit';
import type { Caller } from '../request.ts';
import { type Ending, left } from './ending.ts';
import type { LiveStream, StreamPart } from './stream.ts';

type Source = {
  next(): Promise<StreamPart | undefined>;
  cursor?(): string;
  end(ending: Ending): void;
};

/**
 * What a transport sees of a subscription that gives its parts by `next`. `caller` is the one of now, whom only another
 * token of the same user and organisation follows. Written out rather than as a generator, whose `return` would wait for
 * the next part before it has an effect.
 */
export function streamOf(from: Source, caller: () => Caller, signIn: (caller: Caller) => Promise<void>): LiveStream {
  const stream: LiveStream = {
    id: randomUUID(),
    cursor: () => from.cursor?.(),
    async refresh(next) {
      refuseOther(caller(), next);
      await signIn(next);
    },
    async next() {
      const value = await from.next();
      return value ? { done: false, value } : { done: true, value: undefined };
    },
    async return() {
      from.end(left);
      return { done: true, value: undefined };
    },
    async throw(error) {
      from.end(left);
      throw error;
    },
    [Symbol.asyncIterator]: () => stream,
  };
  return stream;
}

function refuseOther(known: Caller, { identity }: Caller): void {
  const { userId, tenantId } = requireUser(known.identity);
  if (identity.kind !== 'user' || identity.userId !== userId || identity.tenantId !== tenantId)
    throw new Refusal('forbidden', 'FORBIDDEN', 'the token must be of the same user and organisation');
}
