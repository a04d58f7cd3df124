import { setTimeout as delay } from 'node:timers/promises';
import type { Part } from '@fiscal/kit';

/**
 * Waits until the condition holds.
 * @throws Error that says what was waited for, after `timeoutMs`.
 */
export async function until(what: string, timeoutMs: number, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain until ${what}`);
    await delay(20);
  }
}

/** Whether a part is fit for work now. */
export function isReady(part: Part): Promise<boolean> {
  return Promise.resolve(part.ready?.()).then(
    () => true,
    () => false,
  );
}
