import { type Api, readTopics, type TopicPartitions, writeNoThrottle, writeTopics } from './api.ts';

export type ProduceRequest = {
  readonly transactionalId: string | null;
  readonly acks: number;
  readonly topics: readonly TopicPartitions<{ readonly partition: number; readonly records: Buffer | null }>[];
};
export type ProducedPartition = {
  readonly partition: number;
  readonly errorCode: number;
  readonly baseOffset: number;
};
export type ProduceResponse = readonly TopicPartitions<ProducedPartition>[];

export const produceApi: Api<ProduceRequest, ProduceResponse> = {
  key: 0,
  name: 'Produce',
  minVersion: 3,
  maxVersion: 3,
  readRequest(reader) {
    const transactionalId = reader.nullableString();
    const acks = reader.int16();
    reader.int32(); // the time to wait for other replicas: there are none
    const topics = readTopics(reader, (r) => ({ partition: r.int32(), records: r.nullableBytes() }));
    return { transactionalId, acks, topics };
  },
  writeResponse(writer, response) {
    writeTopics(writer, response, ({ partition, errorCode, baseOffset }) => {
      writer.int32(partition);
      writer.int16(errorCode);
      writer.int64(baseOffset);
      writer.int64(-1); // no append time: the records keep the time their producer gave them
    });
    writeNoThrottle(writer);
  },
};
