import type { CommittedOffsets } from '../groups/committed-offsets.ts';
import type { Coordinator } from '../groups/coordinator.ts';
import type { Topics } from '../log/topics.ts';
import { errorCodes } from '../protocol/error-codes.ts';
import type { OffsetCommitRequest, OffsetCommitResponse } from '../protocol/offset-commit.ts';
import type { Handler } from './handler.ts';

/** Keeps what members of the standing generation have done; answers each partition when that is written. */
export function createOnOffsetCommit(
  topics: Topics,
  coordinator: Coordinator,
  offsets: CommittedOffsets,
  limits: { readonly offsetMetadataBytes: number; readonly groups: number },
): Handler<OffsetCommitRequest, OffsetCommitResponse> {
  function check(fence: number, topic: string, partition: number, metadata: string | null): number {
    if (fence !== errorCodes.NONE) return fence;
    if (!topics.partition(topic, partition)) return errorCodes.UNKNOWN_TOPIC_OR_PARTITION;
    const isTooLarge = Buffer.byteLength(metadata ?? '') > limits.offsetMetadataBytes;
    return isTooLarge ? errorCodes.OFFSET_METADATA_TOO_LARGE : errorCodes.NONE;
  }
  function fenceOf(groupId: string, memberId: string, generation: number): number {
    if (groupId === '') return errorCodes.INVALID_GROUP_ID;
    if (!offsets.has(groupId) && offsets.groups().length >= limits.groups) return errorCodes.POLICY_VIOLATION;
    return coordinator.checkCommit(groupId, memberId, generation);
  }
  return ({ groupId, memberId, generation, topics: committed }) => {
    const fence = fenceOf(groupId, memberId, generation);
    const checked = committed.flatMap(({ topic, partitions }) =>
      partitions.map((entry) => ({
        topic,
        ...entry,
        errorCode: check(fence, topic, entry.partition, entry.metadata),
      })),
    );
    const accepted = checked.filter(({ errorCode }) => errorCode === errorCodes.NONE);
    if (accepted.length > 0) offsets.commit(groupId, accepted);
    return committed.map(({ topic }) => ({ topic, partitions: checked.filter((entry) => entry.topic === topic) }));
  };
}
