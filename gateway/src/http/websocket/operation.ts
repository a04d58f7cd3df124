import { resultText } from '../../answer.ts';
import type { LiveStream } from '../../live/stream.ts';
import type { Answer, Caller, ClientGone } from '../../request.ts';
import { isSignedOut, streamError } from '../stream-error.ts';
import type { Outgoing } from './outgoing.ts';

/** One operation of a connection, from `subscribe` to its end. */
export type Operation = {
  /** The client wants no more of it: nothing is sent about it from now on. */
  stop(): void;
  /** Goes on with another token. Errors: Refusal `FORBIDDEN`. */
  refresh(caller: Caller): Promise<void>;
  /** From where the client can go on, unless it has been told. */
  untoldCursor(): string | undefined;
};

/** What an operation needs of its connection. */
export type Surroundings = {
  readonly outgoing: Outgoing;
  /** Is told before the last message of the operation goes out: its name is free again. */
  ended(): void;
  /** The token is not good any more. */
  forbid(): void;
  expiring(expiresAt: number): void;
};

/** Runs an operation: a query or a mutation to its result, a subscription to its end. */
export function startOperation(
  id: string,
  ask: (gone: ClientGone) => Answer | Promise<Answer>,
  { outgoing, ended, forbid, expiring }: Surroundings,
): Operation {
  const head = `{"id":${JSON.stringify(id)},"type":`;
  const gone = { aborted: false };
  let stream: LiveStream | undefined;
  let late: Caller | undefined;
  let told: string | undefined;
  // The text is one that others get as well: it is neither read nor written anew.
  const next = (text: string) => outgoing.send(`${head}"next","payload":${text}}`);
  const end = (rest: string) => {
    if (gone.aborted) return;
    gone.aborted = true;
    ended();
    outgoing.send(head + rest);
  };
  const fail = (errors: unknown) => end(`"error","payload":${JSON.stringify(errors)}}`);
  const follow = async (opened: LiveStream) => {
    stream = opened;
    if (gone.aborted) return void opened.return?.();
    if (late) await opened.refresh(late);
    for (;;) {
      const room = outgoing.room();
      if (room) await room;
      const { done, value } = await opened.next();
      if (gone.aborted) return;
      if (done) return end('"complete"}');
      if (value.kind === 'expiring') expiring(value.expiresAt);
      else {
        next(value.text);
        told = value.cursor ?? told;
      }
    }
  };
  const run = async () => {
    const { status, result } = await ask(gone);
    if (Symbol.asyncIterator in result) return follow(result);
    if (gone.aborted) return;
    if (status === 401) return forbid();
    // The protocol's `error` is for operations that never began.
    if (result.data === undefined) return fail(result.errors ?? []);
    next(resultText(result));
    end('"complete"}');
  };
  run().catch((error: unknown) => {
    void stream?.return?.();
    if (isSignedOut(error)) forbid();
    else if (!gone.aborted) fail([streamError(error)]);
  });
  return {
    stop() {
      gone.aborted = true;
      void stream?.return?.();
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
