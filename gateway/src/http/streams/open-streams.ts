import { Refusal } from '@fiscal/kit';
import type { Caller } from '../../request.ts';

/** The streams that another token can be handed in for, by another request. */
export type OpenStreams = {
  /** Notes a stream; gives what notes that it has ended. */
  add(id: string, refresh: (caller: Caller) => Promise<void>): () => void;
  /** What takes another token for a stream. Errors: Refusal `STREAM_NOT_FOUND`. */
  get(id: string): (caller: Caller) => Promise<void>;
};

/** Makes the list of open streams; each is open on one connection, which bounds it. */
export function createOpenStreams(): OpenStreams {
  const streams = new Map<string, (caller: Caller) => Promise<void>>();
  return {
    add(id, refresh) {
      streams.set(id, refresh);
      return () => void streams.delete(id);
    },
    get(id) {
      const refresh = streams.get(id);
      if (!refresh) throw new Refusal('not_found', 'STREAM_NOT_FOUND', 'there is no such stream here');
      return refresh;
    },
  };
}
