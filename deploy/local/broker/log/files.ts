import { closeSync, constants, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';

/** For reading and writing at any position, without truncating what is there. */
const openOrCreate = constants.O_RDWR | constants.O_CREAT;

export type Files = {
  /** Fills the buffer from a position; answers how many bytes there were. */
  readonly read: (path: string, buffer: Buffer, position: number) => number;
  /** Writes all of the buffer at a position, or throws. */
  readonly write: (path: string, buffer: Buffer, position: number) => void;
  readonly truncate: (path: string, sizeBytes: number) => void;
  readonly size: (path: string) => number;
  /** Lets go of a file that is to be deleted or moved. */
  readonly close: (path: string) => void;
  readonly closeAll: () => void;
  readonly openCount: () => number;
};

/**
 * Reads and writes files by path with at most `limit` of them open: the least recently used is closed first. Calls are
 * synchronous: they meet the page cache, where a copy costs less than the way through the thread pool, and nothing can
 * come between the steps of an append.
 */
export function createFiles(limit: number): Files {
  const open = new Map<string, number>();
  function descriptor(path: string): number {
    const known = open.get(path);
    if (known !== undefined) {
      open.delete(path);
      open.set(path, known);
      return known;
    }
    const [oldest] = open.keys();
    if (oldest !== undefined && open.size >= limit) close(oldest);
    const fresh = openSync(path, openOrCreate);
    open.set(path, fresh);
    return fresh;
  }
  function close(path: string): void {
    const known = open.get(path);
    if (known === undefined) return;
    open.delete(path);
    closeSync(known);
  }
  return {
    read: (path, buffer, position) => readFully(descriptor(path), buffer, position),
    write: (path, buffer, position) => writeFully(descriptor(path), buffer, position),
    truncate: (path, sizeBytes) => ftruncateSync(descriptor(path), sizeBytes),
    size: (path) => fstatSync(descriptor(path)).size,
    close,
    closeAll: () => [...open.keys()].forEach(close),
    openCount: () => open.size,
  };
}

function readFully(descriptor: number, buffer: Buffer, position: number): number {
  let done = 0;
  while (done < buffer.length) {
    const count = readSync(descriptor, buffer, done, buffer.length - done, position + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}

function writeFully(descriptor: number, buffer: Buffer, position: number): void {
  let done = 0;
  while (done < buffer.length) {
    done += writeSync(descriptor, buffer, done, buffer.length - done, position + done);
  }
}
