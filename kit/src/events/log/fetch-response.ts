import { createByteReader } from './byte-reader.ts';

/** Records of a producer from this offset on, up to its next abort marker, were never committed. */
export type Aborted = { readonly producerId: number; readonly firstOffset: number };

/** What the broker says about one partition of a fetch. */
export type FetchedPartition = {
  readonly topic: string;
  readonly partition: number;
  readonly errorCode: number;
  readonly aborted: readonly Aborted[];
  /** Record batches, as they lie in the log. */
  readonly records: Buffer;
};

export type Fetched = {
  readonly errorCode: number;
  readonly partitions: readonly FetchedPartition[];
  /** What kafkajs's queue of requests looks at (KIP-219). */
  readonly clientSideThrottleTime: number;
};

/**
 * Reads the answer to a Fetch request of versions 4 to 11 (https://kafka.apache.org/protocol#The_Messages_Fetch). kafkajs's
 * own reader rejects everything when one partition has an error, and does not tell where a batch ends that was compacted.
 */
export function readFetchResponse(bytes: Buffer, version: number): Fetched {
  const reader = createByteReader(bytes);
  const throttleMs = reader.int32();
  const errorCode = version >= 7 ? reader.int16() : 0;
  if (version >= 7) reader.int32(); // session id
  const partitions = reader.array(() => {
    const topic = reader.string();
    return reader.array((): FetchedPartition => {
      const [partition, error] = [reader.int32(), reader.int16()];
      reader.int64(); // high watermark
      reader.int64(); // last stable offset
      if (version >= 5) reader.int64(); // start of the log
      const aborted = reader.array(() => ({ producerId: reader.int64(), firstOffset: reader.int64() }));
      if (version >= 11) reader.int32(); // preferred replica: reads go to leaders
      const length = reader.int32();
      return { topic, partition, errorCode: error, aborted, records: reader.take(Math.max(length, 0)) };
    });
  });
  return { errorCode, partitions: partitions.flat(), clientSideThrottleTime: version >= 8 ? throttleMs : 0 };
}
