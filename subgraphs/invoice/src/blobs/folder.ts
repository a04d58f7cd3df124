import { randomUUID } from 'node:crypto';
import { access, constants, link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type BlobStore, checkBlobName } from './blob-store.ts';

/**
 * A blob store in a folder. Bytes are written to a file of another name, synced, and linked to their own: a reader sees
 * all of them or none, and the first writer wins.
 */
export function createFolderBlobStore(dir: string): BlobStore {
  const temporary = join(dir, '.incoming');
  return {
    async put(name, bytes) {
      const path = pathOf(dir, name);
      if (await exists(path)) return;
      await mkdir(temporary, { recursive: true });
      await mkdir(dirname(path), { recursive: true });
      await linkOnce(await write(join(temporary, randomUUID()), bytes), path);
    },
    async get(name) {
      return readFile(pathOf(dir, name)).catch(unless('ENOENT'));
    },
    async delete(name) {
      await rm(pathOf(dir, name), { force: true });
    },
    async ready() {
      await mkdir(dir, { recursive: true });
      await access(dir, constants.W_OK);
    },
  };
}

/** Two more levels, so that no folder holds more than 1/256 of an organisation's documents. */
function pathOf(dir: string, name: string): string {
  checkBlobName(name);
  const parts = name.split('/');
  const last = parts.pop() ?? '';
  return join(dir, ...parts, last.slice(0, 2), last);
}

async function exists(path: string): Promise<boolean> {
  return (await access(path).then(() => true, unless('ENOENT'))) === true;
}

async function write(path: string, bytes: Uint8Array): Promise<string> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  return path;
}

async function linkOnce(from: string, to: string): Promise<void> {
  try {
    await link(from, to).catch(unless('EEXIST'));
  } finally {
    await rm(from, { force: true });
  }
  await syncFolder(dirname(to));
  await syncFolder(dirname(dirname(to)));
}

/** The name itself survives a crash only once its folder is on disk. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function unless(code: string): (error: NodeJS.ErrnoException) => undefined {
  return (error) => {
    if (error.code !== code) throw error;
    return undefined;
  };
}
