import type { Answer, ClientGone } from '../../request.ts';
import { createDelivery, type Delivery } from '../streams/delivery.ts';
import { streamError } from '../streams/stream-error.ts';
import type { Outgoing } from './outgoing.ts';

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
): Delivery {
  const head = `{"id":${JSON.stringify(id)},"type":`;
  const finish = (rest: string) => {
    ended();
    outgoing.send(head + rest);
  };
  // The protocol's `error` ends an operation, with nothing after it.
  const fail = (errors: unknown) => finish(`"error","payload":${JSON.stringify(errors)}}`);
  const delivery = createDelivery({
    room: outgoing.room,
    // The text is one that others get as well: it is neither read nor written anew.
    next: ({ text }) => outgoing.send(`${head}"next","payload":${text}}`),
    expiring,
    complete: () => finish('"complete"}'),
    fail: (error, isSignedOut) => (isSignedOut ? forbid() : fail([error])),
  });
  const run = async () => {
    const { status, result } = await ask(delivery.gone);
    const isBegun = Symbol.asyncIterator in result || result.data !== undefined;
    if (isBegun) return delivery.begin(result);
    if (delivery.gone.aborted) return;
    if (status === 401) forbid();
    else fail(result.errors);
  };
  run().catch((error: unknown) => {
    if (!delivery.gone.aborted) fail([streamError(error, undefined)]);
  });
  return delivery;
}
