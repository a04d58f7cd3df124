import { type Api, readTopics, type TopicPartitions, writeTopics } from './api.ts';

type CommittedPartition = {
  readonly partition: number;
  readonly offset: number;
  readonly metadata: string | null;
};
export type OffsetCommitRequest = {
  readonly groupId: string;
  /** Negative when the caller is no member of the group. */
  readonly generation: number;
  readonly memberId: string;
  readonly topics: readonly TopicPartitions<CommittedPartition>[];
};
export type OffsetCommitResponse = readonly TopicPartitions<{
  readonly partition: number;
  readonly errorCode: number;
}>[];

export const offsetCommitApi: Api<OffsetCommitRequest, OffsetCommitResponse> = {
  key: 8,
  name: 'OffsetCommit',
  minVersion: 2,
  maxVersion: 2,
  readRequest(reader) {
    const groupId = reader.string();
    const generation = reader.int32();
    const memberId = reader.string();
    reader.int64(); // retention time: the broker's own holds, as in Kafka since 2.1
    const topics = readTopics(reader, (r) => ({
      partition: r.int32(),
      offset: r.int64(),
      metadata: r.nullableString(),
    }));
    return { groupId, generation, memberId, topics };
  },
  writeResponse(writer, response) {
    writeTopics(writer, response, ({ partition, errorCode }) => {
      writer.int32(partition);
      writer.int16(errorCode);
    });
  },
};
