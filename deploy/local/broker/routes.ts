import type { BrokerIdentity } from './broker-identity.ts';
import type { CommittedOffsets } from './groups/committed-offsets.ts';
import type { Coordinator } from './groups/coordinator.ts';
import { createOnCreateTopics } from './handlers/on-create-topics.ts';
import { createOnDeleteRecords } from './handlers/on-delete-records.ts';
import { createOnDeleteTopics } from './handlers/on-delete-topics.ts';
import { createOnFetch } from './handlers/on-fetch.ts';
import { onFindCoordinator } from './handlers/on-find-coordinator.ts';
import { createOnDescribeGroups, createOnListGroups } from './handlers/on-groups.ts';
import { createOnInitProducerId } from './handlers/on-init-producer-id.ts';
import { createOnListOffsets } from './handlers/on-list-offsets.ts';
import { createOnMetadata } from './handlers/on-metadata.ts';
import { createOnOffsetCommit } from './handlers/on-offset-commit.ts';
import { createOnOffsetFetch } from './handlers/on-offset-fetch.ts';
import { createOnProduce } from './handlers/on-produce.ts';
import type { BrokerLimits } from './limits.ts';
import type { Topics } from './log/topics.ts';
import { createTopicsApi } from './protocol/create-topics.ts';
import { deleteRecordsApi } from './protocol/delete-records.ts';
import { deleteTopicsApi } from './protocol/delete-topics.ts';
import { describeGroupsApi } from './protocol/describe-groups.ts';
import { fetchApi } from './protocol/fetch.ts';
import { findCoordinatorApi } from './protocol/find-coordinator.ts';
import { heartbeatApi } from './protocol/heartbeat.ts';
import { initProducerIdApi } from './protocol/init-producer-id.ts';
import { joinGroupApi } from './protocol/join-group.ts';
import { leaveGroupApi } from './protocol/leave-group.ts';
import { listGroupsApi } from './protocol/list-groups.ts';
import { listOffsetsApi } from './protocol/list-offsets.ts';
import { metadataApi } from './protocol/metadata.ts';
import { offsetCommitApi } from './protocol/offset-commit.ts';
import { offsetFetchApi } from './protocol/offset-fetch.ts';
import { produceApi } from './protocol/produce.ts';
import { syncGroupApi } from './protocol/sync-group.ts';
import { type Route, route } from './server/dispatch.ts';

export type RouteParts = {
  readonly topics: Topics;
  readonly offsets: CommittedOffsets;
  readonly coordinator: Coordinator;
  readonly identity: BrokerIdentity;
  readonly limits: BrokerLimits;
  readonly log: (line: string) => void;
  readonly stopping: AbortSignal;
};

/** Every api the broker speaks, with what answers it. */
export function createRoutes(parts: RouteParts): readonly Route[] {
  const { topics, offsets, coordinator, identity, limits, log, stopping } = parts;
  return [
    route(produceApi, createOnProduce(topics, limits.batchBytes, log)),
    route(fetchApi, createOnFetch(topics, limits, stopping)),
    route(listOffsetsApi, createOnListOffsets(topics)),
    route(metadataApi, createOnMetadata(topics, limits, identity.clusterId)),
    route(createTopicsApi, createOnCreateTopics(topics, limits)),
    route(deleteTopicsApi, createOnDeleteTopics(topics, offsets)),
    route(deleteRecordsApi, createOnDeleteRecords(topics)),
    route(findCoordinatorApi, onFindCoordinator),
    route(joinGroupApi, (request, client) => coordinator.join(request, client)),
    route(syncGroupApi, (request, client) => coordinator.sync(request, client)),
    route(heartbeatApi, (request) => ({ errorCode: coordinator.heartbeat(request) })),
    route(leaveGroupApi, ({ groupId, memberId }) => ({ errorCode: coordinator.leave(groupId, memberId) })),
    route(offsetCommitApi, createOnOffsetCommit(topics, coordinator, offsets, limits)),
    route(offsetFetchApi, createOnOffsetFetch(offsets)),
    route(describeGroupsApi, createOnDescribeGroups(coordinator, offsets)),
    route(listGroupsApi, createOnListGroups(coordinator, offsets)),
    route(initProducerIdApi, createOnInitProducerId(identity.nextProducerId)),
  ];
}
