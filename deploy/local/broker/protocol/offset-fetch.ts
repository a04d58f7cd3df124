import { type Api, type TopicPartitions, writeNoThrottle, writeTopics } from './api.ts';

export type OffsetFetchRequest = {
  readonly groupId: string;
  /** null asks for everything the group has committed (version 2 and later). */
  readonly topics: readonly TopicPartitions<number>[] | null;
};
export type FetchedOffset = {
  readonly partition: number;
  /** -1 when nothing was committed. */
  readonly offset: number;
  readonly metadata: string | null;
};
export type OffsetFetchResponse = readonly TopicPartitions<FetchedOffset>[];

export const offsetFetchApi: Api<OffsetFetchRequest, OffsetFetchResponse> = {
  key: 9,
  name: 'OffsetFetch',
  minVersion: 1,
  maxVersion: 3,
  readRequest: (reader) => ({
    groupId: reader.string(),
    topics: reader.nullableArray((r) => ({ topic: r.string(), partitions: r.array((p) => p.int32()) })),
  }),
  writeResponse(writer, response, version) {
    if (version >= 3) writeNoThrottle(writer);
    writeTopics(writer, response, ({ partition, offset, metadata }) => {
      writer.int32(partition);
      writer.int64(offset);
      writer.nullableString(metadata);
      writer.int16(0);
    });
    if (version >= 2) writer.int16(0);
  },
};
