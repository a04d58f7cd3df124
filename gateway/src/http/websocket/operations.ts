import { Refusal } from '@fiscal/kit';
import { toError } from '../../answer.ts';
import type { Params } from '../../operation.ts';
import type { Answer, Caller, ClientGone } from '../../request.ts';
import type { Delivery } from '../streams/delivery.ts';
import { type Surroundings, startOperation } from './operation.ts';

/** The operations that are running on one connection. */
export type Operations = {
  has(id: string): boolean;
  start(id: string, params: Params): void;
  stop(id: string): void;
  stopAll(): void;
  size(): number;
  /** Has all of them go on with another token. Errors: Refusal `FORBIDDEN`. */
  refresh(caller: Caller): Promise<void>;
  /** By the names of operations, from where each can go on, where the client does not know; undefined: nowhere. */
  untoldCursors(): Readonly<Record<string, string>> | undefined;
};

export type OperationsOptions = Omit<Surroundings, 'ended'> & {
  readonly max: number;
  readonly ask: (params: Params, gone: ClientGone) => Answer | Promise<Answer>;
  /** Is told when the last one has ended by itself. */
  idle(): void;
};

const tooMany = toError(new Refusal('limited', 'TOO_MANY_SUBSCRIPTIONS', 'too many operations on one connection'));

/** Makes what runs the operations of a connection, no more than so many at a time. */
export function createOperations({ max, ask, idle, ...surroundings }: OperationsOptions): Operations {
  const running = new Map<string, Delivery>();
  const ended = (id: string) => {
    running.delete(id);
    if (running.size === 0) setImmediate(idle);
  };
  return {
    has: (id) => running.has(id),
    start(id, params) {
      if (running.size >= max) {
        const message = { id, type: 'error', payload: [tooMany] };
        return surroundings.outgoing.send(JSON.stringify(message));
      }
      const run = (gone: ClientGone) => ask(params, gone);
      running.set(id, startOperation(id, run, { ...surroundings, ended: () => ended(id) }));
    },
    stop(id) {
      running.get(id)?.stop();
      if (running.delete(id) && running.size === 0) idle();
    },
    stopAll() {
      for (const operation of running.values()) operation.stop();
      running.clear();
    },
    size: () => running.size,
    async refresh(caller) {
      await Promise.all([...running.values()].map((operation) => operation.refresh(caller)));
    },
    untoldCursors() {
      const cursors: Record<string, string> = Object.create(null);
      let any = false;
      for (const [id, operation] of running) {
        const cursor = operation.untoldCursor();
        if (cursor === undefined) continue;
        cursors[id] = cursor;
        any = true;
      }
      return any ? cursors : undefined;
    },
  };
}
