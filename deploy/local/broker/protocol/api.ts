import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

/** One request/response pair of the protocol: its key, the versions spoken, and its layout on the wire. */
export type Api<Request, Response> = {
  readonly key: number;
  readonly name: string;
  readonly minVersion: number;
  readonly maxVersion: number;
  readonly readRequest: (reader: Reader, version: number) => Request;
  readonly writeResponse: (writer: Writer, response: Response, version: number) => void;
};

export type TopicPartitions<Partition> = { readonly topic: string; readonly partitions: readonly Partition[] };

/** The shape most requests share: an array of topics, each with an array of partitions. */
export function readTopics<Partition>(
  reader: Reader,
  readPartition: (reader: Reader) => Partition,
): readonly TopicPartitions<Partition>[] {
  return reader.array((r) => ({ topic: r.string(), partitions: r.array(readPartition) }));
}

/** The same shape in a response. */
export function writeTopics<Partition>(
  writer: Writer,
  topics: readonly TopicPartitions<Partition>[],
  writePartition: (partition: Partition) => void,
): void {
  writer.array(topics, ({ topic, partitions }) => {
    writer.string(topic);
    writer.array(partitions, writePartition);
  });
}

/** Nobody is ever throttled here; versions 1 and later of most responses say so first. */
export function writeNoThrottle(writer: Writer): void {
  writer.int32(0);
}
