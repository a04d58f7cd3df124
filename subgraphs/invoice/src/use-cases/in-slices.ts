import { setImmediate } from 'node:timers/promises';
import type { Sliced } from '../domain/validation/sliced.ts';

/** Does sliced work and lets the event loop serve others in between. Rejects with what the work throws. */
export async function inSlices<R>(work: Sliced<R>): Promise<R> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    await setImmediate();
  }
}
