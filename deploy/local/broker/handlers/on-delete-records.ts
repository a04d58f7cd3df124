import type { PartitionLog } from '../log/partition-log.ts';
import type { Topics } from '../log/topics.ts';
import {
  allRecords,
  type DeletedRecords,
  type DeleteRecordsRequest,
  type DeleteRecordsResponse,
} from '../protocol/delete-records.ts';
import { errorCodes } from '../protocol/error-codes.ts';
import type { Handler } from './handler.ts';

/** Moves the start of partitions up to an offset: what lies before is gone for good. */
export function createOnDeleteRecords(topics: Topics): Handler<DeleteRecordsRequest, DeleteRecordsResponse> {
  return (request) =>
    request.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition, offset }) => cut(topics.partition(topic, partition), partition, offset)),
    }));
}

function cut(log: PartitionLog | undefined, partition: number, offset: number): DeletedRecords {
  const refused = (errorCode: number) => ({ partition, lowWatermark: -1, errorCode });
  if (!log) return refused(errorCodes.UNKNOWN_TOPIC_OR_PARTITION);
  const start = offset === allRecords ? log.end() : offset;
  if (start < 0 || start > log.end()) return refused(errorCodes.OFFSET_OUT_OF_RANGE);
  log.deleteBefore(start);
  return { partition, lowWatermark: log.start(), errorCode: errorCodes.NONE };
}
