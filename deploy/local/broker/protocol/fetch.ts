import { type Api, readTopics, type TopicPartitions, writeNoThrottle, writeTopics } from './api.ts';

export type FetchedFrom = { readonly partition: number; readonly offset: number; readonly maxBytes: number };
export type FetchRequest = {
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly topics: readonly TopicPartitions<FetchedFrom>[];
};
export type FetchedPartition = {
  readonly partition: number;
  readonly errorCode: number;
  readonly highWatermark: number;
  readonly records: Buffer;
};
export type FetchResponse = readonly TopicPartitions<FetchedPartition>[];

export const fetchApi: Api<FetchRequest, FetchResponse> = {
  key: 1,
  name: 'Fetch',
  minVersion: 4,
  maxVersion: 4,
  readRequest(reader) {
    reader.int32(); // replica id: only consumers ask here
    const maxWaitMs = reader.int32();
    const minBytes = reader.int32();
    const maxBytes = reader.int32();
    reader.int8(); // isolation level: without transactions both levels read the same
    const topics = readTopics(reader, (r) => ({ partition: r.int32(), offset: r.int64(), maxBytes: r.int32() }));
    return { maxWaitMs, minBytes, maxBytes, topics };
  },
  writeResponse(writer, response) {
    writeNoThrottle(writer);
    writeTopics(writer, response, ({ partition, errorCode, highWatermark, records }) => {
      writer.int32(partition);
      writer.int16(errorCode);
      writer.int64(highWatermark);
      writer.int64(highWatermark); // last stable offset
      writer.array([], () => undefined); // aborted transactions
      writer.records(records);
    });
  },
};
