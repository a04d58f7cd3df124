import type { Log } from './log.ts';
import type { Positions } from './record.ts';

/** Where the topics end. */
export type FindEnds = (topics: readonly string[]) => Promise<Positions>;

/**
 * Asks the log where topics end, once for all who ask for the same while an answer is outstanding: who comes meanwhile gets
 * the next answer, which is of a time after it came. Errors: those of the log.
 */
export function createFindEnds(log: Log): FindEnds {
  const asked = new Map<string, { readonly now: Promise<Positions>; next?: Promise<Positions> }>();

  function ask(key: string, topics: readonly string[]): Promise<Positions> {
    const now = log.positions(topics, 'high');
    const entry = { now };
    asked.set(key, entry);
    const forget = () => {
      if (asked.get(key) === entry && !('next' in entry)) asked.delete(key);
    };
    now.then(forget, forget);
    return now;
  }

  return (topics) => {
    const key = JSON.stringify(topics);
    const outstanding = asked.get(key);
    if (!outstanding) return ask(key, topics);
    const again = () => ask(key, topics);
    outstanding.next ??= outstanding.now.then(again, again);
    return outstanding.next;
  };
}
