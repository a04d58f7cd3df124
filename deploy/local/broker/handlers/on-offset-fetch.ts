import type { CommittedOffsets } from '../groups/committed-offsets.ts';
import type { FetchedOffset, OffsetFetchRequest, OffsetFetchResponse } from '../protocol/offset-fetch.ts';
import type { Handler } from './handler.ts';

/** What a group has committed: of the partitions asked for, or all of it. */
export function createOnOffsetFetch(offsets: CommittedOffsets): Handler<OffsetFetchRequest, OffsetFetchResponse> {
  function find(groupId: string, topic: string, partition: number): FetchedOffset {
    const committed = offsets.get(groupId, topic, partition);
    return { partition, offset: committed?.offset ?? -1, metadata: committed?.metadata ?? '' };
  }
  return ({ groupId, topics }) => {
    if (topics) {
      return topics.map(({ topic, partitions }) => ({
        topic,
        partitions: partitions.map((partition) => find(groupId, topic, partition)),
      }));
    }
    const byTopic = Map.groupBy(offsets.all(groupId), ({ topic }) => topic);
    return [...byTopic].map(([topic, partitions]) => ({ topic, partitions }));
  };
}
