import { isTopicName } from '../log/topic-name.ts';
import { readTopicSettings, type TopicSettings } from '../log/topic-settings.ts';
import type { Topics } from '../log/topics.ts';
import type { NewTopic } from '../protocol/create-topics.ts';
import { errorCodes } from '../protocol/error-codes.ts';
import { nodeId } from './handler.ts';

export type TopicLimits = {
  readonly topics: number;
  readonly partitionsPerTopic: number;
  readonly partitions: number;
  readonly defaultPartitions: number;
};
export type TopicRefusal = { readonly errorCode: number; readonly errorMessage: string };

/** Whether a topic may be created, and if so with what settings. */
export function admitTopic(topics: Topics, wanted: NewTopic, limits: TopicLimits): TopicSettings | TopicRefusal {
  const { topic, replicationFactor, assignments } = wanted;
  if (!isTopicName(topic)) return refuse(errorCodes.INVALID_TOPIC, 'not a valid topic name');
  if (topics.partitionCount(topic) > 0) return refuse(errorCodes.TOPIC_ALREADY_EXISTS, `topic ${topic} already exists`);
  if (replicationFactor !== 1 && replicationFactor !== -1) {
    return refuse(errorCodes.INVALID_REPLICATION_FACTOR, 'there is one node, so the replication factor is 1');
  }
  const isAssignable = assignments.every(
    ({ partition, nodeIds }, index) => partition === index && nodeIds.length === 1 && nodeIds[0] === nodeId,
  );
  if (!isAssignable) return refuse(errorCodes.INVALID_REPLICA_ASSIGNMENT, `the only node is ${nodeId}`);
  const partitions = assignments.length || (wanted.partitions === -1 ? limits.defaultPartitions : wanted.partitions);
  if (partitions < 1 || partitions > limits.partitionsPerTopic) {
    return refuse(errorCodes.INVALID_PARTITIONS, `partitions must be 1 to ${limits.partitionsPerTopic}`);
  }
  if (topics.names().length >= limits.topics || topics.totalPartitions() + partitions > limits.partitions) {
    return refuse(errorCodes.POLICY_VIOLATION, 'the broker has as many topics and partitions as it keeps');
  }
  const settings = readTopicSettings(partitions, wanted.settings);
  if (typeof settings !== 'string') return settings;
  return refuse(errorCodes.INVALID_CONFIG, `${settings}: only retention.ms and retention.bytes, as numbers, are known`);
}

/** What a topic that was only named gets. */
export function plainTopic(topic: string): NewTopic {
  return { topic, partitions: -1, replicationFactor: -1, assignments: [], settings: [] };
}

function refuse(errorCode: number, errorMessage: string): TopicRefusal {
  return { errorCode, errorMessage };
}
