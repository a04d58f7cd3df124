import { randomUUID } from 'node:crypto';
import type { DescribedGroup } from '../protocol/describe-groups.ts';
import { errorCodes } from '../protocol/error-codes.ts';
import type { HeartbeatRequest } from '../protocol/heartbeat.ts';
import type { JoinGroupRequest, JoinGroupResponse } from '../protocol/join-group.ts';
import type { SyncGroupRequest, SyncGroupResponse } from '../protocol/sync-group.ts';
import { createGroup, type Group, metadataOf, noBytes, refusedJoin, type Transition } from './group.ts';
import { join } from './join.ts';
import { removeMembers } from './rebalance.ts';
import { abandon, checkCommit, heartbeat, nextTickAt, tick } from './session.ts';
import { sync } from './sync.ts';
import { createWaiters } from './waiters.ts';

/** Who speaks for a member, and when that is over. */
export type MemberClient = { readonly id: string; readonly host: string; readonly closed: AbortSignal };

export type GroupLimits = {
  readonly groups: number;
  readonly groupMembers: number;
  readonly sessionTimeoutMinMs: number;
  readonly sessionTimeoutMaxMs: number;
  readonly rebalanceTimeoutMaxMs: number;
  readonly initialRebalanceDelayMs: number;
};

export type Coordinator = {
  /** Resolves when the group's next generation is formed: at the latest after its rebalance timeout. */
  readonly join: (request: JoinGroupRequest, client: MemberClient) => Promise<JoinGroupResponse>;
  /** Resolves when the leader has shared out the work: at the latest after the rebalance timeout. */
  readonly sync: (request: SyncGroupRequest, client: MemberClient) => Promise<SyncGroupResponse>;
  readonly heartbeat: (request: HeartbeatRequest) => number;
  readonly leave: (groupId: string, memberId: string) => number;
  readonly checkCommit: (groupId: string, memberId: string, generation: number) => number;
  readonly describe: (groupId: string) => DescribedGroup | undefined;
  readonly groups: () => readonly { readonly groupId: string; readonly protocolType: string }[];
  /** Sends everybody who waits away to look for the coordinator again. */
  readonly stop: () => void;
};

/** Keeps the groups, their waiting members and one timer for each group that has members. `now` is epoch milliseconds. */
export function createCoordinator(limits: GroupLimits, now: () => number): Coordinator {
  const groups = new Map<string, Group>();
  const timers = new Map<string, { readonly at: number; readonly timer: NodeJS.Timeout }>();
  const joins = createWaiters<JoinGroupResponse>();
  const syncs = createWaiters<SyncGroupResponse>();

  function settle(transition: Transition): void {
    const { group, answers } = transition;
    const { groupId } = group;
    if (group.members.size === 0) groups.delete(groupId);
    else groups.set(groupId, group);
    for (const { to, memberId, response } of answers) {
      if (to === 'join') joins.answer(groupId, memberId, response);
      else syncs.answer(groupId, memberId, response);
    }
    schedule(groupId);
  }
  /** A timer that is early costs one look; so a heartbeat, which only moves the deadline back, leaves it alone. */
  function schedule(groupId: string): void {
    const group = groups.get(groupId);
    const at = group ? nextTickAt(group) : Number.POSITIVE_INFINITY;
    const set = timers.get(groupId);
    if (set && group && set.at <= at) return;
    clearTimeout(set?.timer);
    timers.delete(groupId);
    if (at === Number.POSITIVE_INFINITY) return;
    const timer = setTimeout(() => wake(groupId), Math.max(1, at - now())).unref();
    timers.set(groupId, { at, timer });
  }
  function wake(groupId: string): void {
    timers.delete(groupId);
    const group = groups.get(groupId);
    if (group) settle(tick(group, now()));
  }
  function abandonOnClose(
    client: MemberClient,
    groupId: string,
    memberId: string,
    stillWaits: () => boolean,
  ): () => void {
    const onClose = () => {
      const group = groups.get(groupId);
      if (group && stillWaits()) settle(abandon(group, memberId, now()));
    };
    client.closed.addEventListener('abort', onClose, { once: true });
    return () => client.closed.removeEventListener('abort', onClose);
  }
  function refuseJoin(request: JoinGroupRequest): number {
    const group = groups.get(request.groupId);
    const { sessionTimeoutMs, memberId } = request;
    if (request.groupId === '') return errorCodes.INVALID_GROUP_ID;
    if (sessionTimeoutMs < limits.sessionTimeoutMinMs || sessionTimeoutMs > limits.sessionTimeoutMaxMs) {
      return errorCodes.INVALID_SESSION_TIMEOUT;
    }
    if (!group && groups.size >= limits.groups) return errorCodes.GROUP_MAX_SIZE_REACHED;
    if (group && memberId === '' && group.members.size >= limits.groupMembers) return errorCodes.GROUP_MAX_SIZE_REACHED;
    return errorCodes.NONE;
  }
  return {
    async join(request, client) {
      const refusal = refuseJoin(request);
      if (refusal !== errorCodes.NONE) return refusedJoin(refusal, request.memberId);
      const { groupId } = request;
      const isNew = request.memberId === '';
      const memberId = isNew ? `${client.id.slice(0, 255)}-${randomUUID()}` : request.memberId;
      const waiting = joins.wait(groupId, memberId, refusedJoin(errorCodes.REBALANCE_IN_PROGRESS, memberId));
      const forget = abandonOnClose(client, groupId, memberId, waiting.stillWaits);
      const group = groups.get(groupId) ?? createGroup(groupId);
      const joining = {
        ...request,
        memberId,
        isNew,
        clientId: client.id,
        clientHost: client.host,
        rebalanceTimeoutMs: Math.min(Math.max(request.rebalanceTimeoutMs, 0), limits.rebalanceTimeoutMaxMs),
        // Copies: what the request holds are views on all of its bytes.
        protocols: request.protocols.map(({ name, metadata }) => ({ name, metadata: Buffer.from(metadata) })),
      };
      settle(join(group, joining, limits.initialRebalanceDelayMs, now()));
      return waiting.answered.finally(forget);
    },
    async sync(request, client) {
      const { groupId, memberId } = request;
      const group = groups.get(groupId);
      if (!group) return { errorCode: errorCodes.UNKNOWN_MEMBER_ID, assignment: noBytes };
      const waiting = syncs.wait(groupId, memberId, {
        errorCode: errorCodes.REBALANCE_IN_PROGRESS,
        assignment: noBytes,
      });
      const forget = abandonOnClose(client, groupId, memberId, waiting.stillWaits);
      settle(sync(group, request, now()));
      return waiting.answered.finally(forget);
    },
    heartbeat({ groupId, memberId, generation }) {
      const group = groups.get(groupId);
      if (!group) return errorCodes.UNKNOWN_MEMBER_ID;
      const outcome = heartbeat(group, memberId, generation, now());
      groups.set(groupId, outcome.group);
      return outcome.errorCode;
    },
    leave(groupId, memberId) {
      const group = groups.get(groupId);
      if (!group?.members.has(memberId)) return errorCodes.UNKNOWN_MEMBER_ID;
      settle(removeMembers(group, (member) => member.memberId === memberId, now()));
      joins.answer(groupId, memberId, refusedJoin(errorCodes.UNKNOWN_MEMBER_ID, memberId));
      syncs.answer(groupId, memberId, { errorCode: errorCodes.UNKNOWN_MEMBER_ID, assignment: noBytes });
      return errorCodes.NONE;
    },
    checkCommit: (groupId, memberId, generation) =>
      checkCommit(groups.get(groupId) ?? createGroup(groupId), memberId, generation),
    describe: (groupId) => describe(groups.get(groupId)),
    groups: () => [...groups.values()].map(({ groupId, protocolType }) => ({ groupId, protocolType })),
    stop() {
      for (const { timer } of timers.values()) clearTimeout(timer);
      timers.clear();
      joins.answerAll((memberId) => refusedJoin(errorCodes.COORDINATOR_NOT_AVAILABLE, memberId));
      syncs.answerAll(() => ({ errorCode: errorCodes.COORDINATOR_NOT_AVAILABLE, assignment: noBytes }));
    },
  };
}

function describe(group: Group | undefined): DescribedGroup | undefined {
  if (!group) return undefined;
  const { groupId, state, protocolType, protocol } = group;
  const members = [...group.members.values()].map((member) => ({
    memberId: member.memberId,
    clientId: member.clientId,
    clientHost: member.clientHost,
    metadata: metadataOf(member, protocol),
    assignment: member.assignment,
  }));
  return { groupId, state, protocolType, protocol, members };
}
