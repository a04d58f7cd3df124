import type { Params } from '../../operation.ts';

/** Gives the cursor that an operation of the connection goes on from, each once. */
export type TakeCursor = (params: Params) => string | undefined;

const subscription = /\bsubscription\b/;

/**
 * Reads the connection's parameter `resumeFrom`: a cursor, which is for the first subscription, or an object that has one
 * for each operation by its name.
 */
export function createTakeCursor(resumeFrom: unknown): TakeCursor {
  if (typeof resumeFrom === 'string') {
    let cursor: string | undefined = resumeFrom;
    return ({ query }) => {
      if (cursor === undefined || !subscription.test(query ?? '')) return undefined;
      const taken = cursor;
      cursor = undefined;
      return taken;
    };
  }
  const byName = new Map(typeof resumeFrom === 'object' && resumeFrom !== null ? Object.entries(resumeFrom) : []);
  return ({ operationName = '' }) => {
    const cursor: unknown = byName.get(operationName);
    byName.delete(operationName);
    return typeof cursor === 'string' ? cursor : undefined;
  };
}
