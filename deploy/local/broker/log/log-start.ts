import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a log begins because records were deleted, which may be within a segment; 0 when none were. */
export type LogStart = { readonly get: () => number; readonly set: (offset: number) => void };

/** Keeps it in a file of the log's folder, which appears and changes by one rename. */
export function openLogStart(dir: string): LogStart {
  const path = join(dir, 'start');
  let start = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
  if (!Number.isSafeInteger(start)) throw new Error(`${path} does not hold an offset`);
  return {
    get: () => start,
    set(offset) {
      const draft = `${path}~`;
      writeFileSync(draft, String(offset), { flush: true });
      renameSync(draft, path);
      start = offset;
    },
  };
}
