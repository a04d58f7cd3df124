import { type Api, readTopics, type TopicPartitions, writeNoThrottle, writeTopics } from './api.ts';

export type DeleteRecordsRequest = readonly TopicPartitions<{ readonly partition: number; readonly offset: number }>[];
export type DeletedRecords = {
  readonly partition: number;
  readonly lowWatermark: number;
  readonly errorCode: number;
};
export type DeleteRecordsResponse = readonly TopicPartitions<DeletedRecords>[];

/** Instead of an offset: all records there are. */
export const allRecords = -1;

export const deleteRecordsApi: Api<DeleteRecordsRequest, DeleteRecordsResponse> = {
  key: 21,
  name: 'DeleteRecords',
  minVersion: 0,
  maxVersion: 0,
  readRequest(reader) {
    const topics = readTopics(reader, (r) => ({ partition: r.int32(), offset: r.int64() }));
    reader.int32(); // timeout: records are gone before the answer is sent
    return topics;
  },
  writeResponse(writer, response) {
    writeNoThrottle(writer);
    writeTopics(writer, response, ({ partition, lowWatermark, errorCode }) => {
      writer.int32(partition);
      writer.int64(lowWatermark);
      writer.int16(errorCode);
    });
  },
};
