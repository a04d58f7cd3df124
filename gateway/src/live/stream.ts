import type { Caller } from '../request.ts';

/**
 * What a stream gives, in order. `next`: a GraphQL response as JSON text, made once for all who share it; from `cursor` a
 * client can go on after it, and `retryAfterMs` says when to come back after the last. `expiring`: the caller's token ends
 * then (epoch milliseconds), and another may be handed in.
 */
export type StreamPart =
  | {
      readonly kind: 'next';
      readonly text: string;
      readonly cursor?: string | undefined;
      readonly retryAfterMs?: number;
    }
  | { readonly kind: 'expiring'; readonly expiresAt: number };

/**
 * An open subscription, as a transport sees it. It throws a Refusal when it is ended for a reason the client must hear of
 * (`UNAUTHENTICATED` when its token has ended); a transport that leaves calls `return`, which it need not wait for.
 */
export type LiveStream = AsyncIterableIterator<StreamPart> & {
  /** Names the stream to whoever hands in a token by another request. Not to be guessed. */
  readonly id: string;
  /** From where a client that goes away now can go on; undefined where that is not possible. */
  cursor(): string | undefined;
  /** Goes on with another token. Errors: Refusal `FORBIDDEN` unless it is of the same user and organisation. */
  refresh(caller: Caller): Promise<void>;
};
