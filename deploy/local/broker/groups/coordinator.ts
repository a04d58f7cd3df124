import { randomUUID } from 'node:crypto';
import type { DescribedGroup } from '../protocol/describe-groups.ts';
import { errorCodes } from '../protocol/error-codes.ts';
import type { HeartbeatRequest } from '../protocol/heartbeat.ts';
import type { JoinGroupRequest, JoinGroupResponse } from '../protocol/join-group.ts';
import type { SyncGroupRequest, SyncGroupResponse } from '../protocol/sync-group.ts';
import { createDeadlines } from './deadlines.ts';
import { createGroup, type Group, metadataOf, noBytes, refusedJoin, type Transition } from './group.ts';
import { type Joining, join } from './join.ts';
import { removeMembers } from './rebalance.ts';
import { abandon, checkCommit, heartbeat, nextTickAt, tick } from './session.ts';
import { sync } from './sync.ts';
import { createWaiters, type Waiting } from './waiters.ts';

/** Who speaks for a member, and when that is over. */
type MemberClient = { readonly id: string; readonly host: string; readonly closed: AbortSignal };

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

/** Keeps the groups and their waiting members. `now` is epoch milliseconds. */
export function createCoordinator(limits: GroupLimits, now: () => number): Coordinator {
  const groups = new Map<string, Group>();
  const joins = createWaiters<JoinGroupResponse>();
  const syncs = createWaiters<SyncGroupResponse>();
  const deadlines = createDeadlines(now, (groupId) => {
    const group = groups.get(groupId);
    if (group) settle(tick(group, now()));
  });

  function settle({ group, answers }: Transition): void {
    const { groupId } = group;
    if (group.members.size === 0) groups.delete(groupId);
    else groups.set(groupId, group);
    for (const { to, memberId, response } of answers) {
      if (to === 'join') joins.answer(groupId, memberId, response);
      else syncs.answer(groupId, memberId, response);
    }
    deadlines.set(groupId, groups.has(groupId) ? nextTickAt(group) : Number.POSITIVE_INFINITY);
  }
  /** Resolves with the answer, or with `lost` when the connection is gone before there is one. */
  function awaitAnswer<Response>(
    waiting: Waiting<Response>,
    { groupId, memberId }: { readonly groupId: string; readonly memberId: string },
    closed: AbortSignal,
    lost: Response,
  ): Promise<Response> {
    const onClose = () => {
      const group = groups.get(groupId);
      if (waiting.giveUp(lost) && group) settle(abandon(group, memberId, now()));
    };
    if (closed.aborted) onClose();
    closed.addEventListener('abort', onClose, { once: true });
    return waiting.answered.finally(() => closed.removeEventListener('abort', onClose));
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
      const joining = toJoining(request, client, limits.rebalanceTimeoutMaxMs);
      const over = refusedJoin(errorCodes.REBALANCE_IN_PROGRESS, joining.memberId);
      const waiting = joins.wait(groupId, joining.memberId, over);
      settle(join(groups.get(groupId) ?? createGroup(groupId), joining, limits.initialRebalanceDelayMs, now()));
      return awaitAnswer(waiting, { groupId, memberId: joining.memberId }, client.closed, over);
    },
    async sync(request, client) {
      const group = groups.get(request.groupId);
      if (!group) return refusedSync(errorCodes.UNKNOWN_MEMBER_ID);
      const over = refusedSync(errorCodes.REBALANCE_IN_PROGRESS);
      const waiting = syncs.wait(request.groupId, request.memberId, over);
      settle(sync(group, request, now()));
      return awaitAnswer(waiting, request, client.closed, over);
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
      syncs.answer(groupId, memberId, refusedSync(errorCodes.UNKNOWN_MEMBER_ID));
      return errorCodes.NONE;
    },
    checkCommit: (groupId, memberId, generation) =>
      checkCommit(groups.get(groupId) ?? createGroup(groupId), memberId, generation),
    describe: (groupId) => describe(groups.get(groupId)),
    groups: () => [...groups.values()].map(({ groupId, protocolType }) => ({ groupId, protocolType })),
    stop() {
      deadlines.clear();
      joins.answerAll((memberId) => refusedJoin(errorCodes.COORDINATOR_NOT_AVAILABLE, memberId));
      syncs.answerAll(() => refusedSync(errorCodes.COORDINATOR_NOT_AVAILABLE));
    },
  };
}

/** Copies what it keeps: what a request holds are views on all of its bytes. */
function toJoining(request: JoinGroupRequest, client: MemberClient, rebalanceTimeoutMaxMs: number): Joining {
  const isNew = request.memberId === '';
  return {
    ...request,
    isNew,
    memberId: isNew ? `${client.id.slice(0, 255)}-${randomUUID()}` : request.memberId,
    clientId: client.id,
    clientHost: client.host,
    rebalanceTimeoutMs: Math.min(Math.max(request.rebalanceTimeoutMs, 0), rebalanceTimeoutMaxMs),
    protocols: request.protocols.map(({ name, metadata }) => ({ name, metadata: Buffer.from(metadata) })),
  };
}

function refusedSync(errorCode: number): SyncGroupResponse {
  return { errorCode, assignment: noBytes };
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
