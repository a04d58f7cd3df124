import { type Api, readTopics, type TopicPartitions, writeTopics } from './api.ts';

/** Instead of a timestamp: the end of the log, and its start. */
export const latestTimestamp = -1;
export const earliestTimestamp = -2;

export type ListOffsetsRequest = readonly TopicPartitions<{ readonly partition: number; readonly timestamp: number }>[];
export type ListedOffset = {
  readonly partition: number;
  readonly errorCode: number;
  readonly timestamp: number;
  readonly offset: number;
};
export type ListOffsetsResponse = readonly TopicPartitions<ListedOffset>[];

export const listOffsetsApi: Api<ListOffsetsRequest, ListOffsetsResponse> = {
  key: 2,
  name: 'ListOffsets',
  minVersion: 1,
  maxVersion: 1,
  readRequest(reader) {
    reader.int32(); // replica id
    return readTopics(reader, (r) => ({ partition: r.int32(), timestamp: r.int64() }));
  },
  writeResponse(writer, response) {
    writeTopics(writer, response, ({ partition, errorCode, timestamp, offset }) => {
      writer.int32(partition);
      writer.int16(errorCode);
      writer.int64(timestamp);
      writer.int64(offset);
    });
  },
};
