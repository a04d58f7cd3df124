import { errorCodes } from '../protocol/error-codes.ts';
import type { MemberProtocol } from '../protocol/join-group.ts';
import {
  acceptedJoin,
  commonProtocols,
  type Group,
  type Member,
  refusedJoin,
  type Transition,
  withMember,
} from './group.ts';
import { completeIfAllJoined, prepareRebalance } from './rebalance.ts';

export type Joining = {
  readonly memberId: string;
  readonly isNew: boolean;
  readonly clientId: string;
  readonly clientHost: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocolType: string;
  readonly protocols: readonly MemberProtocol[];
};

/**
 * A member joins or joins again. It is answered when the barrier opens: at once, later by another transition, or with
 * an error. The barrier of an empty group stays shut until nobody new has come for `initialDelayMs`, so that those who
 * start together meet in one generation.
 */
export function join(group: Group, joining: Joining, initialDelayMs: number, nowMs: number): Transition {
  const refusal = refuse(group, joining);
  if (refusal !== errorCodes.NONE) return answerJoin(group, joining.memberId, refusedJoin(refusal, joining.memberId));
  const known = group.members.get(joining.memberId);
  if (known && keepsGeneration(group, known, joining)) {
    const renewed = withMember(group, { ...known, expiresAt: nowMs + known.sessionTimeoutMs });
    return answerJoin(renewed, known.memberId, acceptedJoin(group, known.memberId));
  }
  const entered = withMember(
    { ...group, protocolType: joining.protocolType },
    { ...toMember(joining), isNew: known?.isNew ?? joining.isNew },
  );
  const isForming = group.state === 'Empty' || nowMs < group.joinNotBefore;
  const joinNotBefore = isForming ? nowMs + initialDelayMs : nowMs;
  if (group.state === 'PreparingRebalance') return completeIfAllJoined({ ...entered, joinNotBefore }, nowMs);
  const prepared = prepareRebalance({ ...entered, joinNotBefore }, nowMs);
  const completed = completeIfAllJoined(prepared.group, nowMs);
  return { group: completed.group, answers: [...prepared.answers, ...completed.answers] };
}

function refuse(group: Group, { memberId, isNew, protocolType, protocols }: Joining): number {
  if (!isNew && !group.members.has(memberId)) return errorCodes.UNKNOWN_MEMBER_ID;
  if (protocolType === '' || protocols.length === 0) return errorCodes.INCONSISTENT_GROUP_PROTOCOL;
  const others = [...group.members.values()].filter((member) => member.memberId !== memberId);
  if (others.length === 0) return errorCodes.NONE;
  const spoken = commonProtocols(others);
  const agrees = protocolType === group.protocolType && protocols.some(({ name }) => spoken.includes(name));
  return agrees ? errorCodes.NONE : errorCodes.INCONSISTENT_GROUP_PROTOCOL;
}

/** A repeated join that changes nothing (its first answer was lost) is answered from the standing generation. */
function keepsGeneration(group: Group, known: Member, joining: Joining): boolean {
  if (!hasSameProtocols(known, joining)) return false;
  if (group.state === 'CompletingRebalance') return true;
  return group.state === 'Stable' && known.memberId !== group.leaderId;
}

function hasSameProtocols(known: Member, { protocols }: Joining): boolean {
  if (known.protocols.length !== protocols.length) return false;
  return protocols.every(({ name, metadata }, index) => {
    const before = known.protocols[index];
    return before?.name === name && before.metadata.equals(metadata);
  });
}

function toMember({ memberId, clientId, clientHost, sessionTimeoutMs, rebalanceTimeoutMs, ...rest }: Joining): Member {
  const { protocols, isNew } = rest;
  const session = { sessionTimeoutMs, rebalanceTimeoutMs, expiresAt: Number.POSITIVE_INFINITY };
  const assignment = Buffer.alloc(0);
  return { memberId, clientId, clientHost, ...session, protocols, isNew, assignment, awaiting: 'join' };
}

function answerJoin(group: Group, memberId: string, response: ReturnType<typeof refusedJoin>): Transition {
  return { group, answers: [{ to: 'join', memberId, response }] };
}
