import { type BatchFault, checkProducedBatch } from '../log/record-batch.ts';
import type { Topics } from '../log/topics.ts';
import { errorCodes } from '../protocol/error-codes.ts';
import type { ProducedPartition, ProduceRequest, ProduceResponse } from '../protocol/produce.ts';
import type { Handler } from './handler.ts';

const faultCodes: Readonly<Record<BatchFault, number>> = {
  torn: errorCodes.CORRUPT_MESSAGE,
  checksum: errorCodes.CORRUPT_MESSAGE,
  format: errorCodes.UNSUPPORTED_FOR_MESSAGE_FORMAT,
  records: errorCodes.INVALID_RECORD,
};

/** Appends each partition's batch. The answer is sent when all are written; with acks 0 there is none. */
export function createOnProduce(
  topics: Topics,
  batchBytes: number,
  log: (line: string) => void,
): Handler<ProduceRequest, ProduceResponse> {
  function append(
    request: ProduceRequest,
    topic: string,
    partition: number,
    records: Buffer | null,
  ): ProducedPartition {
    const refused = (errorCode: number) => ({ partition, errorCode, baseOffset: -1 });
    const target = topics.partition(topic, partition);
    if (![-1, 0, 1].includes(request.acks)) return refused(errorCodes.INVALID_REQUIRED_ACKS);
    if (request.transactionalId !== null) return refused(errorCodes.INVALID_REQUEST);
    if (!target) return refused(errorCodes.UNKNOWN_TOPIC_OR_PARTITION);
    if (!records) return refused(errorCodes.INVALID_RECORD);
    if (records.length > batchBytes) return refused(errorCodes.MESSAGE_TOO_LARGE);
    const header = checkProducedBatch(records);
    if (typeof header === 'string') return refused(faultCodes[header]);
    try {
      return { partition, errorCode: errorCodes.NONE, baseOffset: target.append(records, header) };
    } catch (error) {
      log(`cannot append to ${topic}/${partition}: ${String(error)}`);
      return refused(errorCodes.KAFKA_STORAGE_ERROR);
    }
  }
  return (request) => {
    const response = request.topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition, records }) => append(request, topic, partition, records)),
    }));
    return request.acks === 0 ? undefined : response;
  };
}
