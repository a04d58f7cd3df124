import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Refusal, remainingMs } from '@fiscal/kit';
import { type BlobStore, checkBlobName } from './blob-store.ts';

const timeoutMs = 15_000;

/**
 * A blob store in an S3-compatible bucket; credentials and region come from the SDK's own chain (`AWS_*`). Put-if-absent
 * is S3's conditional write (`If-None-Match: *`), which the server must support.
 * Every call ends within 15 s, retries included; what S3 cannot do now is refused as `unavailable`, BLOBS_UNAVAILABLE.
 */
export function createS3BlobStore(endpoint: string, bucket: string): BlobStore {
  const client = new S3Client({
    endpoint,
    forcePathStyle: true,
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: timeoutMs },
    // Newer checksums are not understood by every compatible server.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const at = (name: string) => {
    checkBlobName(name);
    return { Bucket: bucket, Key: name };
  };
  return {
    async put(name, bytes) {
      const command = new PutObjectCommand({
        ...at(name),
        Body: bytes,
        IfNoneMatch: '*',
        ContentType: 'application/xml',
      });
      await client.send(command, deadline()).catch(unless(412));
    },
    async get(name) {
      const found = await client.send(new GetObjectCommand(at(name)), deadline()).catch(unless(404));
      const bytes = await found?.Body?.transformToByteArray().catch(unavailable);
      return bytes === undefined ? undefined : Buffer.from(bytes);
    },
    async delete(name) {
      await client.send(new DeleteObjectCommand(at(name)), deadline()).catch(unless(404));
    },
    async ready() {
      await client.send(new HeadBucketCommand({ Bucket: bucket }), deadline());
    },
  };
}

function deadline(): { abortSignal: AbortSignal } {
  return { abortSignal: AbortSignal.timeout(remainingMs(timeoutMs)) };
}

function unless(status: number): (error: unknown) => undefined {
  return (error) => {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === status) return undefined;
    return unavailable(error);
  };
}

function unavailable(cause: unknown): never {
  throw new Refusal('unavailable', 'BLOBS_UNAVAILABLE', 'documents cannot be stored or read now', { cause });
}
