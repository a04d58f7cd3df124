import { errorCodes } from '../protocol/error-codes.ts';
import { type Group, keepMembers, type Transition, withMember } from './group.ts';
import { completeIfAllJoined, prepareRebalance, removeMembers } from './rebalance.ts';

/** Whether the caller is a member of the standing generation; answers an error code. */
export function checkMember(group: Group, memberId: string, generation: number): number {
  if (!group.members.has(memberId)) return errorCodes.UNKNOWN_MEMBER_ID;
  return generation === group.generation ? errorCodes.NONE : errorCodes.ILLEGAL_GENERATION;
}

/** A sign of life. Tells the member when it has to join again. */
export function heartbeat(
  group: Group,
  memberId: string,
  generation: number,
  nowMs: number,
): { readonly group: Group; readonly errorCode: number } {
  const errorCode = checkMember(group, memberId, generation);
  const member = group.members.get(memberId);
  if (errorCode !== errorCodes.NONE || !member) return { group, errorCode };
  const renewed = withMember(group, { ...member, expiresAt: nowMs + member.sessionTimeoutMs });
  const isCalled = group.state === 'PreparingRebalance';
  return { group: renewed, errorCode: isCalled ? errorCodes.REBALANCE_IN_PROGRESS : errorCodes.NONE };
}

/**
 * Whether the caller may commit offsets. Without a generation it may only while the group has no members; a member may
 * in the standing generation, also while the next one forms, but not between its join and its assignment.
 */
export function checkCommit(group: Group, memberId: string, generation: number): number {
  if (generation < 0 && group.members.size === 0) return errorCodes.NONE;
  const errorCode = checkMember(group, memberId, generation);
  if (errorCode !== errorCodes.NONE) return errorCode;
  return group.state === 'CompletingRebalance' ? errorCodes.REBALANCE_IN_PROGRESS : errorCodes.NONE;
}

/** A member's connection is gone while it waits: a new one cannot come back, another has its session to do so. */
export function abandon(group: Group, memberId: string, nowMs: number): Transition {
  const member = group.members.get(memberId);
  if (!member?.awaiting) return { group, answers: [] };
  if (member.isNew) return removeMembers(group, (candidate) => candidate.memberId === memberId, nowMs);
  const left = { ...member, awaiting: undefined, expiresAt: nowMs + member.sessionTimeoutMs };
  return { group: withMember(group, left), answers: [] };
}

/** Lets time pass: dead members are taken out, barriers that are due open. */
export function tick(group: Group, nowMs: number): Transition {
  const evicted = removeMembers(group, ({ awaiting, expiresAt }) => !awaiting && expiresAt <= nowMs, nowMs);
  if (evicted.group.state === 'PreparingRebalance') {
    const completed = completeIfAllJoined(evicted.group, nowMs);
    return { group: completed.group, answers: [...evicted.answers, ...completed.answers] };
  }
  if (evicted.group.state !== 'CompletingRebalance' || nowMs < evicted.group.phaseEndsAt) return evicted;
  // Joined and never synced: without them the others can go on.
  const synced = keepMembers(evicted.group, ({ awaiting }) => awaiting === 'sync');
  const prepared = prepareRebalance(synced, nowMs);
  const completed = completeIfAllJoined(prepared.group, nowMs);
  return { group: completed.group, answers: [...evicted.answers, ...prepared.answers, ...completed.answers] };
}

/** Epoch ms at which tick() may have something to do; Infinity for never. */
export function nextTickAt(group: Group): number {
  let at = group.phaseEndsAt;
  let allJoined = group.members.size > 0;
  for (const { awaiting, expiresAt } of group.members.values()) {
    if (!awaiting) at = Math.min(at, expiresAt);
    if (awaiting !== 'join') allJoined = false;
  }
  return group.state === 'PreparingRebalance' && allJoined ? Math.min(at, group.joinNotBefore) : at;
}
