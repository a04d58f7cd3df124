const mebibyte = 1024 * 1024;
const day = 24 * 60 * 60 * 1000;

/** Every bound of the broker in one place; the names of Kafka's own settings are given where one exists. */
export const brokerLimits = {
  /** socket.request.max.bytes */
  requestBytes: 100 * mebibyte,
  /** message.max.bytes: the same as Kafka's default, so that what is refused in production is refused here. */
  batchBytes: 1_048_588,
  /** fetch.max.bytes */
  fetchBytes: 55 * mebibyte,
  fetchWaitMs: 5 * 60 * 1000,
  /** Small segments keep the scan of the tail at start short. */
  segmentBytes: 16 * mebibyte,
  indexIntervalBytes: 16 * 1024,
  openFiles: 256,
  flushMs: 1000,
  retentionMs: 7 * day,
  retentionBytes: 1024 * mebibyte,
  retentionCheckMs: 5 * 60 * 1000,
  topics: 1000,
  partitionsPerTopic: 256,
  partitions: 10_000,
  /** num.partitions */
  defaultPartitions: 4,
  connections: 4096,
  connectionIdleMs: 10 * 60 * 1000,
  queuedRequests: 64,
  groups: 10_000,
  groupMembers: 1000,
  sessionTimeoutMinMs: 6000,
  sessionTimeoutMaxMs: 30 * 60 * 1000,
  rebalanceTimeoutMaxMs: 30 * 60 * 1000,
  /** group.initial.rebalance.delay.ms: members of a restarted service meet in one rebalance instead of one each. */
  initialRebalanceDelayMs: 100,
  /** offsets.retention.minutes */
  offsetsRetentionMs: 7 * day,
  offsetMetadataBytes: 4096,
  journalBytes: mebibyte,
  stopMs: 2000,
} as const;

export type BrokerLimits = { readonly [Name in keyof typeof brokerLimits]: number };
