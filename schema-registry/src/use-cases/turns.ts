import { Refusal } from '@fiscal/kit';

/** Does work of one name after the other, and work of different names at once. */
export type InTurn = <R>(name: string, work: () => Promise<R>) => Promise<R>;

const mostWaiting = 200;

/**
 * Makes turns for this process. They spare those that come at once beginning again and again, no more: what others do
 * elsewhere is found out by the revision of the variant.
 * @throws Refusal `TOO_MANY_PUBLISHES` when 200 wait already.
 */
export function createTurns(): InTurn {
  const lines = new Map<string, { waiting: number; last: Promise<unknown> }>();
  return async (name, work) => {
    const line = lines.get(name) ?? { waiting: 0, last: Promise.resolve() };
    if (line.waiting >= mostWaiting) {
      throw new Refusal('limited', 'TOO_MANY_PUBLISHES', 'too many changes of this variant wait already');
    }
    lines.set(name, line);
    line.waiting += 1;
    const mine = line.last.then(work, work);
    line.last = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      line.waiting -= 1;
      if (line.waiting === 0) lines.delete(name);
    }
  };
}
