import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeOver } from '../../../test/backends/backend.ts';
import { findS3, type S3Backend } from '../../../test/backends/s3.ts';
import { type BlobStore, blobName, openBlobStore } from '../src/blobs/index.ts';

/** Makes the bucket unless it is there. */
async function makeBucket({ endpoint, bucket }: S3Backend): Promise<void> {
  const client = new S3Client({ endpoint, forcePathStyle: true });
  const there = client.send(new HeadBucketCommand({ Bucket: bucket }));
  await there.catch(() => client.send(new CreateBucketCommand({ Bucket: bucket })));
}

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

describeOver('the blob store in an S3 bucket', await findS3(), (start) => {
  let backend: S3Backend;
  const inBucket = (bucket: string, endpoint = backend.endpoint) => openBlobStore({ endpoint, bucket });

  beforeAll(async () => {
    backend = await start();
    // What the SDK's own chain reads, as in production.
    Object.assign(process.env, backend.env);
    await makeBucket(backend);
  }, 60_000);
  afterAll(() => backend?.stop(), 60_000);

  conforms(() => inBucket(backend.bucket));

  it('is not ready without its bucket', async () => {
    await expect(inBucket(`no-${randomUUID()}`).ready()).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('says that it is unavailable when nobody answers', async () => {
    const away = inBucket(backend.bucket, 'http://127.0.0.1:1');
    await expect(away.put('a/b', Buffer.from('x'))).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'BLOBS_UNAVAILABLE',
    });
  });
});
