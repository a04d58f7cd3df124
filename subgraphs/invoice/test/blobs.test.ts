import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type BlobStore, blobName, openBlobStore } from '../src/blobs/index.ts';

/** What every blob store must do. */
function conforms(open: () => BlobStore): void {
  const blobs = () => open();
  const newName = () => blobName(randomUUID(), randomBytes(32).toString('hex'));

  it('gives back what was put', async () => {
    const name = newName();
    const bytes = randomBytes(100_000);
    await blobs().put(name, bytes);
    expect(await blobs().get(name)).toEqual(bytes);
  });

  it('keeps an empty document', async () => {
    const name = newName();
    await blobs().put(name, Buffer.alloc(0));
    expect(await blobs().get(name)).toEqual(Buffer.alloc(0));
  });

  it('has nothing under a name that was never put', async () => {
    expect(await blobs().get(newName())).toBeUndefined();
  });

  it('keeps the first of two, and takes the second without complaint', async () => {
    const name = newName();
    await blobs().put(name, Buffer.from('first'));
    await blobs().put(name, Buffer.from('second'));
    expect((await blobs().get(name))?.toString()).toBe('first');
  });

  it('takes the same from many at once', async () => {
    const name = newName();
    await Promise.all(Array.from({ length: 20 }, () => blobs().put(name, Buffer.from('same'))));
    expect((await blobs().get(name))?.toString()).toBe('same');
  });

  it('forgets what was deleted, however often', async () => {
    const name = newName();
    await blobs().put(name, Buffer.from('x'));
    await blobs().delete(name);
    await blobs().delete(name);
    expect(await blobs().get(name)).toBeUndefined();
  });

  it.each(['../x', 'a/../b', '/etc/passwd', '', 'a//b', 'a.b'])('takes no name like «%s»', async (name) => {
    await expect(blobs().put(name, Buffer.from('x'))).rejects.toThrow('a blob name');
    await expect(blobs().get(name)).rejects.toThrow('a blob name');
  });

  it('is ready', async () => {
    await expect(blobs().ready()).resolves.toBeUndefined();
  });
}

describe('the blob store in a folder', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'blobs-'));
  });
  afterAll(() => rm(dir, { recursive: true }));

  conforms(() => openBlobStore({ dir }));

  it('leaves no half-written file behind', async () => {
    expect(await readdir(join(dir, '.incoming'))).toEqual([]);
  });

  it('is not ready where it cannot write', async () => {
    await writeFile(join(dir, 'file'), '');
    await expect(openBlobStore({ dir: join(dir, 'file', 'within') }).ready()).rejects.toThrow('ENOTDIR');
  });
});

const { S3_ENDPOINT: endpoint, S3_BUCKET: bucket = 'fiscal-test' } = process.env;
const describeS3 = endpoint ? describe : describe.skip;

describeS3('the blob store in an S3 bucket (needs S3_ENDPOINT, S3_BUCKET and AWS_*)', () => {
  conforms(() => openBlobStore({ endpoint: endpoint ?? '', bucket }));

  it('says that it is unavailable when nobody answers', async () => {
    const away = openBlobStore({ endpoint: 'http://127.0.0.1:1', bucket });
    await expect(away.put('a/b', Buffer.from('x'))).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'BLOBS_UNAVAILABLE',
    });
  });
});
