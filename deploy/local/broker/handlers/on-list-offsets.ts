import type { PartitionLog } from '../log/partition-log.ts';
import type { Topics } from '../log/topics.ts';
import { errorCodes } from '../protocol/error-codes.ts';
import {
  earliestTimestamp,
  type ListedOffset,
  type ListOffsetsRequest,
  type ListOffsetsResponse,
  latestTimestamp,
} from '../protocol/list-offsets.ts';
import type { Handler } from './handler.ts';

/** Start, end, or the first record at or after a time: -1 when there is none. */
export function createOnListOffsets(topics: Topics): Handler<ListOffsetsRequest, ListOffsetsResponse> {
  return (request) =>
    request.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition, timestamp }) =>
        find(topics.partition(topic, partition), partition, timestamp),
      ),
    }));
}

function find(log: PartitionLog | undefined, partition: number, timestamp: number): ListedOffset {
  const none = { partition, errorCode: errorCodes.NONE, timestamp: -1, offset: -1 };
  if (!log) return { ...none, errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION };
  if (timestamp === latestTimestamp) return { ...none, offset: log.end() };
  if (timestamp === earliestTimestamp) return { ...none, offset: log.start() };
  return { ...none, ...log.findByTime(timestamp) };
}
