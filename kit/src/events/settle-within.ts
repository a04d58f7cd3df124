import { log } from '../log.ts';
import { within } from '../run.ts';

/**
 * Waits for an ending, but not for ever and not for its success: kafkajs may go on trying to reach a broker that is away,
 * and a process that stops must not wait for that.
 */
export async function settleWithin(work: Promise<unknown>, timeoutMs: number, what: string): Promise<void> {
  try {
    await within(work, timeoutMs);
  } catch (error) {
    log.warn({ err: error, what }, 'abandoned');
  }
}
