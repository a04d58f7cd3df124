import type { CommittedOffsets } from '../groups/committed-offsets.ts';
import type { Coordinator } from '../groups/coordinator.ts';
import type { DescribedGroup } from '../protocol/describe-groups.ts';
import type { ListGroupsResponse } from '../protocol/list-groups.ts';
import type { Handler } from './handler.ts';

/** Groups without members are known by what they have committed; of any other name Kafka says it is dead. */
export function createOnDescribeGroups(
  coordinator: Coordinator,
  offsets: CommittedOffsets,
): Handler<readonly string[], readonly DescribedGroup[]> {
  return (groupIds) =>
    groupIds.map((groupId) => {
      const state = offsets.has(groupId) ? 'Empty' : 'Dead';
      return coordinator.describe(groupId) ?? { groupId, state, protocolType: '', protocol: '', members: [] };
    });
}

/** All groups that have members or committed offsets. */
export function createOnListGroups(
  coordinator: Coordinator,
  offsets: CommittedOffsets,
): Handler<null, ListGroupsResponse> {
  return () => {
    const active = coordinator.groups();
    const names = new Set(active.map(({ groupId }) => groupId));
    const empty = offsets.groups().filter((groupId) => !names.has(groupId));
    return [...active, ...empty.map((groupId) => ({ groupId, protocolType: 'consumer' }))];
  };
}
