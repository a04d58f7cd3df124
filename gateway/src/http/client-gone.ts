import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ClientGone } from '../request.ts';

/** Says whether the client has gone before its answer was written. */
export const clientGone = createGone(
  ({ destroyed, writableFinished }: ServerResponse) => destroyed && !writableFinished,
);

/** Says whether the client has gone whose connection it is. */
export const socketGone = createGone(({ destroyed }: Socket) => destroyed);

type Of<T> = ClientGone & { of: T };

/**
 * Makes what says it by a property of a prototype, since a request can afford neither a signal of its own nor an object
 * with accessors: each of those has a hidden class that only a major collection takes away, which cost a third of all
 * CPU time.
 */
function createGone<T>(isGone: (of: T) => boolean): (of: T) => ClientGone {
  const prototype: ClientGone & ThisType<Of<T>> = {
    get aborted(): boolean {
      return isGone((this as Of<T>).of);
    },
  };
  return (of) => {
    // It has all the prototype has, and what it is asked of.
    const gone = Object.create(prototype) as Of<T>;
    gone.of = of;
    return gone;
  };
}
