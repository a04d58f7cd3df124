import { type Api, writeNoThrottle } from './api.ts';
import type { Writer } from './writer.ts';

export type MetadataRequest = {
  /** null asks for every topic. */
  readonly topics: readonly string[] | null;
  readonly allowAutoTopicCreation: boolean;
};
export type TopicMetadata = { readonly errorCode: number; readonly topic: string; readonly partitions: number };
export type MetadataResponse = {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly clusterId: string;
  readonly topics: readonly TopicMetadata[];
};

export const metadataApi: Api<MetadataRequest, MetadataResponse> = {
  key: 3,
  name: 'Metadata',
  minVersion: 1,
  maxVersion: 4,
  readRequest: (reader, version) => ({
    topics: reader.nullableArray((r) => r.string()),
    allowAutoTopicCreation: version >= 4 ? reader.boolean() : true,
  }),
  writeResponse(writer, response, version) {
    if (version >= 3) writeNoThrottle(writer);
    writer.array([response], ({ nodeId, host, port }) => {
      writer.int32(nodeId);
      writer.string(host);
      writer.int32(port);
      writer.nullableString(null);
    });
    if (version >= 2) writer.nullableString(response.clusterId);
    writer.int32(response.nodeId);
    writer.array(response.topics, (topic) => writeTopic(writer, topic, response.nodeId));
  },
};

/** The one node leads every partition and is its only replica. */
function writeTopic(writer: Writer, { errorCode, topic, partitions }: TopicMetadata, nodeId: number): void {
  writer.int16(errorCode);
  writer.string(topic);
  writer.boolean(false);
  writer.array([...Array(partitions).keys()], (partition) => {
    writer.int16(0);
    writer.int32(partition);
    writer.int32(nodeId);
    writer.array([nodeId], writer.int32);
    writer.array([nodeId], writer.int32);
  });
}
