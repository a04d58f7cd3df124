import { open } from 'node:fs/promises';

export type Flusher = {
  /** The file was written to; it is on the disk itself within the interval. */
  readonly mark: (path: string) => void;
  /** Resolves when all that was marked is on the disk. */
  readonly flush: () => Promise<void>;
};

/**
 * Moves written files from the page cache to the disk a little later. What is acknowledged survives the death of the
 * process without it; it bounds what a power cut can take to the interval. Idle, it holds no timer.
 */
export function createFlusher(intervalMs: number, log: (line: string) => void): Flusher {
  const marked = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const paths = [...marked];
    marked.clear();
    for (const path of paths) {
      await sync(path).catch((error: NodeJS.ErrnoException) => {
        // Gone means deleted with its topic or by retention.
        if (error.code !== 'ENOENT') log(`cannot flush ${path}: ${error.message}`);
      });
    }
  }
  return {
    mark(path) {
      marked.add(path);
      timer ??= setTimeout(() => void flush(), intervalMs).unref();
    },
    flush,
  };
}

/** Through a handle of its own: the one that writes may be closed meanwhile. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.datasync();
  } finally {
    await handle.close();
  }
}
