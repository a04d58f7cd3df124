import type { Part } from '@fiscal/kit';

/** Whether a part is fit for work now. */
export function isReady(part: Part): Promise<boolean> {
  return Promise.resolve(part.ready?.()).then(
    () => true,
    () => false,
  );
}
