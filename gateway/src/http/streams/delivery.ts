import type { GraphQLFormattedError } from 'graphql';
import { resultText } from '../../answer.ts';
import type { LiveStream, StreamPart } from '../../live/stream.ts';
import type { Answer, Caller, ClientGone } from '../../request.ts';
import { isSignedOut, streamError } from './stream-error.ts';

/** How one transport says what becomes of an operation. */
export type Voice = {
  /** Resolves when the client takes more; undefined when it does so now. */
  room(): Promise<void> | undefined;
  next(part: Extract<StreamPart, { kind: 'next' }>): void;
  expiring(expiresAt: number): void;
  /** It is over. Nothing is said after it. */
  complete(): void;
  /** It is over for a reason. `isSignedOut`: the caller's token or session has ended. */
  fail(error: GraphQLFormattedError, isSignedOut: boolean): void;
};

/** One operation on its way to a client. */
export type Delivery = {
  /** Whether the client wants no more of it. */
  readonly gone: ClientGone;
  /** Gives a result, or all of a stream as fast as the client takes it. */
  begin(result: Answer['result']): void;
  /** The client wants no more of it: nothing is said from now on. */
  stop(): void;
  /** Goes on with another token. Errors: Refusal `FORBIDDEN`. */
  refresh(caller: Caller): Promise<void>;
  /** From where the client can go on, unless it was told before. */
  untoldCursor(): string | undefined;
};

/** Makes the way of one operation to its client. */
export function createDelivery(voice: Voice): Delivery {
  const gone = { aborted: false };
  let stream: LiveStream | undefined;
  let late: Caller | undefined;
  let told: string | undefined;
  const end = (say: () => void) => {
    if (gone.aborted) return;
    gone.aborted = true;
    say();
  };
  const say = (part: StreamPart) => {
    if (part.kind === 'expiring') return voice.expiring(part.expiresAt);
    voice.next(part);
    told = part.cursor ?? told;
  };
  const follow = async (opened: LiveStream) => {
    stream = opened;
    if (late) await opened.refresh(late);
    while (!gone.aborted) {
      // A queue that is bounded fills instead of the socket's buffer, which is not.
      const room = voice.room();
      if (room) await room;
      if (gone.aborted) return;
      const { done, value } = await opened.next();
      if (gone.aborted) return;
      if (done) return end(() => voice.complete());
      say(value);
    }
  };
  const give = async (text: string) => {
    await voice.room();
    end(() => {
      voice.next({ kind: 'next', text });
      voice.complete();
    });
  };
  const failed = (error: unknown) => {
    leave(stream);
    end(() => voice.fail(streamError(error, stream?.cursor()), isSignedOut(error)));
  };
  return {
    gone,
    begin(result) {
      if (!(Symbol.asyncIterator in result)) give(resultText(result)).catch(failed);
      else if (gone.aborted) leave(result);
      else follow(result).catch(failed);
    },
    stop() {
      gone.aborted = true;
      leave(stream);
    },
    async refresh(caller) {
      late = caller;
      await stream?.refresh(caller);
    },
    untoldCursor() {
      const cursor = stream?.cursor();
      if (cursor === told) return undefined;
      told = cursor;
      return cursor;
    },
  };
}

/** Nobody waits for a stream that is left, nor hears what it says to that. */
function leave(stream: LiveStream | undefined): void {
  stream?.return?.().catch(() => undefined);
}
