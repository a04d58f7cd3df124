import { log } from './log.ts';
import { type Part, within } from './run.ts';

const readyTimeoutMs = 2_000;

/** Names the parts that are not fit for work now. All are asked at once and have 2 s to answer. */
export async function missingParts(parts: readonly Part[]): Promise<readonly string[]> {
  const answers = await Promise.all(parts.map(isReady));
  return parts.filter((_, index) => !answers[index]).map((part) => part.name);
}

async function isReady(part: Part): Promise<boolean> {
  try {
    await within(Promise.resolve(part.ready?.()), readyTimeoutMs);
    return true;
  } catch (error) {
    log.warn({ err: error, part: part.name }, 'not ready');
    return false;
  }
}
