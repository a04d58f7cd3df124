import type { Asked, Identified, Stage } from '../request.ts';

/** Reads what is asked, in the way of the transport it came by. */
export function createRead(): Stage<Identified, Asked> {
  return async (request, next) => next({ ...request, params: await request.read() });
}
