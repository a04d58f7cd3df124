import { isTopicName } from '../log/topic-name.ts';
import type { Topics } from '../log/topics.ts';
import { errorCodes } from '../protocol/error-codes.ts';
import type { MetadataRequest, MetadataResponse, TopicMetadata } from '../protocol/metadata.ts';
import { type Handler, nodeId } from './handler.ts';
import { admitTopic, plainTopic, type TopicLimits } from './topic-admission.ts';

/** Tells of the one node and of the topics asked for, which are created on the way where the client allows it. */
export function createOnMetadata(
  topics: Topics,
  limits: TopicLimits,
  clusterId: string,
): Handler<MetadataRequest, MetadataResponse> {
  function find(topic: string, mayCreate: boolean): TopicMetadata {
    const known = topics.partitionCount(topic);
    if (known > 0) return { errorCode: errorCodes.NONE, topic, partitions: known };
    if (!isTopicName(topic)) return { errorCode: errorCodes.INVALID_TOPIC, topic, partitions: 0 };
    if (!mayCreate) return { errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION, topic, partitions: 0 };
    const admitted = admitTopic(topics, plainTopic(topic), limits);
    if ('errorCode' in admitted) return { errorCode: admitted.errorCode, topic, partitions: 0 };
    topics.create(topic, admitted);
    return { errorCode: errorCodes.NONE, topic, partitions: admitted.partitions };
  }
  return ({ topics: wanted, allowAutoTopicCreation }, { broker }) => ({
    nodeId,
    ...broker,
    clusterId,
    topics: (wanted ?? topics.names()).map((topic) => find(topic, allowAutoTopicCreation)),
  });
}
