import type { Part } from '@fiscal/kit';
import type { BlobStore } from './blob-store.ts';
import { createFolderBlobStore } from './folder.ts';
import { createS3BlobStore } from './s3.ts';

export { type BlobStore, blobName } from './blob-store.ts';

/** Where documents are kept: a folder of this machine or a bucket of an S3-compatible server. */
export type BlobAddress = { readonly dir: string } | { readonly endpoint: string; readonly bucket: string };

/** Opens the blob store at that address. */
export function openBlobStore(address: BlobAddress): BlobStore {
  return 'dir' in address ? createFolderBlobStore(address.dir) : createS3BlobStore(address.endpoint, address.bucket);
}

/** The blob store as a part; it starts at once, and is ready when it can be used. */
export function blobsPart(blobs: BlobStore): Part {
  return { name: 'blobs', start: async () => undefined, stop: async () => undefined, ready: blobs.ready };
}
