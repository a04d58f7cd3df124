import type { CommittedOffsets } from '../groups/committed-offsets.ts';
import type { Topics } from '../log/topics.ts';
import type { DeleteTopicsRequest, DeleteTopicsResponse } from '../protocol/delete-topics.ts';
import { errorCodes } from '../protocol/error-codes.ts';
import type { Handler } from './handler.ts';

/** Deletes topics with their records and what groups have committed of them. */
export function createOnDeleteTopics(
  topics: Topics,
  offsets: CommittedOffsets,
): Handler<DeleteTopicsRequest, DeleteTopicsResponse> {
  return (request) =>
    request.map((topic) => {
      if (!topics.remove(topic)) return { topic, errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION };
      offsets.removeTopic(topic);
      return { topic, errorCode: errorCodes.NONE };
    });
}
