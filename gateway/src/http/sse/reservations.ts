import { randomBytes } from 'node:crypto';
import { Refusal } from '@fiscal/kit';
import type { Caller } from '../../request.ts';
import { networkOf } from '../address.ts';
import type { OpenStreams } from '../streams/open-streams.ts';
import { createStream, type SharedStream, type SharedStreamOptions } from './shared-stream.ts';

/** Streams of graphql-sse's «single connection mode», from their reservation to the end of their connection. */
export type Reservations = {
  /** Reserves a stream. Errors: Refusal `TOO_MANY_STREAMS`. */
  reserve(owner: string): SharedStream;
  /** Errors: Refusal `STREAM_NOT_FOUND`, also when it is another one's. */
  get(token: string | undefined, owner: string | undefined): SharedStream;
  closeAll(): void;
};

const maxOfOwner = 50;
const maxStreams = 10_000;

/** Makes the list of reserved streams, so many of one owner and so many of all. Their tokens can be renewed too. */
export function createReservations(options: Omit<SharedStreamOptions, 'ended'>, open: OpenStreams): Reservations {
  const streams = new Map<string, { readonly owner: string; readonly stream: SharedStream }>();
  const counts = new Map<string, number>();
  const forget = (token: string, owner: string) => {
    if (!streams.delete(token)) return;
    const left = (counts.get(owner) ?? 1) - 1;
    if (left === 0) counts.delete(owner);
    else counts.set(owner, left);
  };
  return {
    reserve(owner) {
      const count = counts.get(owner) ?? 0;
      if (count >= maxOfOwner || streams.size >= maxStreams) {
        throw new Refusal('limited', 'TOO_MANY_STREAMS', 'too many event streams are open or reserved');
      }
      const token = randomBytes(24).toString('base64url');
      const ended = () => {
        forget(token, owner);
        close();
      };
      const stream = createStream(token, { ...options, ended });
      const close = open.add(token, stream.refresh);
      streams.set(token, { owner, stream });
      counts.set(owner, count + 1);
      return stream;
    },
    get(token = '', owner) {
      const known = streams.get(token);
      if (known && (owner === undefined || owner === known.owner)) return known.stream;
      throw new Refusal('not_found', 'STREAM_NOT_FOUND', 'there is no such stream here');
    },
    closeAll() {
      for (const { stream } of [...streams.values()]) stream.close();
    },
  };
}

/** Whose a stream is: a user's, or of those who did not sign in, one address's. */
export function ownerOf({ identity }: Caller, address: string): string {
  return identity.kind === 'user' ? `user ${identity.tenantId} ${identity.userId}` : `address ${networkOf(address)}`;
}
