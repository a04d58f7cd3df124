import { type Api, writeNoThrottle } from './api.ts';

export type NewTopic = {
  readonly topic: string;
  /** -1 leaves it to the broker. */
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly assignments: readonly { readonly partition: number; readonly nodeIds: readonly number[] }[];
  readonly settings: readonly { readonly name: string; readonly value: string | null }[];
};
export type CreateTopicsRequest = { readonly topics: readonly NewTopic[]; readonly validateOnly: boolean };
export type CreatedTopic = {
  readonly topic: string;
  readonly errorCode: number;
  readonly errorMessage: string | null;
};
export type CreateTopicsResponse = readonly CreatedTopic[];

export const createTopicsApi: Api<CreateTopicsRequest, CreateTopicsResponse> = {
  key: 19,
  name: 'CreateTopics',
  minVersion: 1,
  maxVersion: 2,
  readRequest(reader) {
    const topics = reader.array((r) => ({
      topic: r.string(),
      partitions: r.int32(),
      replicationFactor: r.int16(),
      assignments: r.array((a) => ({ partition: a.int32(), nodeIds: a.array((n) => n.int32()) })),
      settings: r.array((s) => ({ name: s.string(), value: s.nullableString() })),
    }));
    reader.int32(); // timeout: a topic is there before the answer is
    return { topics, validateOnly: reader.boolean() };
  },
  writeResponse(writer, response, version) {
    if (version >= 2) writeNoThrottle(writer);
    writer.array(response, ({ topic, errorCode, errorMessage }) => {
      writer.string(topic);
      writer.int16(errorCode);
      writer.nullableString(errorMessage);
    });
  },
};
