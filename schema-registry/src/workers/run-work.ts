import { hash } from 'node:crypto';
import { serialize } from 'node:v8';
import { Refusal } from '@fiscal/kit';
import type { SubgraphSource } from '../domain/composition/composition.ts';
import { createKeptResults } from './kept-results.ts';
import type { Job } from './messages.ts';
import type { RunWork, WorkInput, WorkKind, WorkOutput } from './work.ts';
import type { WorkPool } from './work-pool.ts';

/** What equal work was refused with, and within what time it was not done. */
type Poison = { readonly refusal: Refusal; readonly deadlineMs: number; readonly until: number };

const poisonMs = 30_000;
const maxPoison = 1_000;

/**
 * Has work done by a pool, and equal work once: who asks for what is under way waits for the same result, with the
 * deadline of whoever asked first, and results are kept within `maxBytes`, since work is nothing but its input. What
 * took too much time or memory is refused for half a minute, unless it is given more time. `now` is in milliseconds.
 */
export function createRunWork(pool: Pick<WorkPool, 'run'>, maxBytes: number, now: () => number): RunWork {
  const kept = createKeptResults<unknown>(maxBytes);
  const pending = new Map<string, Promise<unknown>>();
  const poison = new Map<string, Poison>();

  const perform = async (key: string, job: Job, deadlineMs: number): Promise<unknown> => {
    try {
      const { value, bytes } = await pool.run(job, deadlineMs);
      kept.set(key, value, bytes);
      return value;
    } catch (error) {
      if (isPoison(error)) remember(poison, key, { refusal: error, deadlineMs, until: now() + poisonMs });
      throw error;
    } finally {
      pending.delete(key);
    }
  };
  return async <K extends WorkKind>(kind: K, input: WorkInput<K>, deadlineMs: number) => {
    const bytes = serialize(input);
    const key = `${kind} ${hash('sha256', canonical(kind, input) ?? bytes)}`;
    const known = kept.get(key) ?? pending.get(key);
    // What is kept under the name of a kind of work is what came of it.
    if (known !== undefined) return known as WorkOutput<K> | Promise<WorkOutput<K>>;
    const poisonous = poison.get(key);
    if (poisonous && poisonous.until > now() && poisonous.deadlineMs >= deadlineMs) throw poisonous.refusal;
    const begun = perform(key, { kind, input: bytes }, deadlineMs);
    pending.set(key, begun);
    return begun as Promise<WorkOutput<K>>;
  };
}

/** Subgraphs make the same whatever order they come in; undefined where equal work has equal bytes anyway. */
function canonical(kind: WorkKind, input: WorkInput<WorkKind>): string | undefined {
  if (kind !== 'compose') return undefined;
  const parts = (input as readonly SubgraphSource[]).map(({ name, url, sdl }) => JSON.stringify([name, url, sdl]));
  return JSON.stringify(parts.sort());
}

function isPoison(error: unknown): error is Refusal {
  return error instanceof Refusal && ['WORK_DEADLINE', 'WORK_MEMORY'].includes(error.code);
}

function remember(poison: Map<string, Poison>, key: string, entry: Poison): void {
  poison.delete(key);
  poison.set(key, entry);
  for (const oldest of poison.keys()) {
    if (poison.size <= maxPoison) break;
    poison.delete(oldest);
  }
}
