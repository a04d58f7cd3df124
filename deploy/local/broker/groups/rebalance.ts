import { errorCodes } from '../protocol/error-codes.ts';
import {
  type Answer,
  acceptedJoin,
  commonProtocols,
  type Group,
  keepMembers,
  type Member,
  noBytes,
  type Transition,
} from './group.ts';

/** Calls everybody to join again. Who waits for an assignment learns that there will be another. */
export function prepareRebalance(group: Group, nowMs: number): Transition {
  const waiting = [...group.members.values()].filter(({ awaiting }) => awaiting === 'sync');
  const members = new Map(group.members);
  for (const member of waiting) {
    members.set(member.memberId, { ...member, awaiting: undefined, expiresAt: nowMs + member.sessionTimeoutMs });
  }
  const phaseEndsAt = nowMs + longestRebalanceMs(group);
  return {
    group: { ...group, state: 'PreparingRebalance', members, phaseEndsAt },
    answers: waiting.map(({ memberId }) => ({
      to: 'sync',
      memberId,
      response: { errorCode: errorCodes.REBALANCE_IN_PROGRESS, assignment: noBytes },
    })),
  };
}

/** Takes members out and lets the rest share out their work anew. */
export function removeMembers(group: Group, isGone: (member: Member) => boolean, nowMs: number): Transition {
  const rest = keepMembers(group, (member) => !isGone(member));
  if (rest.members.size === group.members.size) return { group, answers: [] };
  if (group.state === 'PreparingRebalance') return completeIfAllJoined(rest, nowMs);
  const prepared = prepareRebalance(rest, nowMs);
  const completed = completeIfAllJoined(prepared.group, nowMs);
  return { group: completed.group, answers: [...prepared.answers, ...completed.answers] };
}

/** Opens the join barrier once everybody has joined, or the time to do so is over. */
export function completeIfAllJoined(group: Group, nowMs: number): Transition {
  const allJoined = [...group.members.values()].every(({ awaiting }) => awaiting === 'join');
  const isDue = nowMs >= group.phaseEndsAt || (allJoined && nowMs >= group.joinNotBefore);
  return isDue || group.members.size === 0 ? completeJoin(group, nowMs) : { group, answers: [] };
}

function completeJoin(group: Group, nowMs: number): Transition {
  const joined = keepMembers(group, ({ awaiting }) => awaiting === 'join');
  const generation = group.generation + 1;
  if (joined.members.size === 0) {
    const phaseEndsAt = Number.POSITIVE_INFINITY;
    return { group: { ...joined, state: 'Empty', generation, protocol: '', leaderId: '', phaseEndsAt }, answers: [] };
  }
  const members = new Map<string, Member>();
  for (const member of joined.members.values()) {
    const expiresAt = nowMs + member.sessionTimeoutMs;
    members.set(member.memberId, { ...member, awaiting: undefined, isNew: false, assignment: noBytes, expiresAt });
  }
  const formed: Group = {
    ...joined,
    state: 'CompletingRebalance',
    generation,
    members,
    protocol: chooseProtocol([...members.values()]),
    leaderId: members.has(group.leaderId) ? group.leaderId : ([...members.keys()][0] ?? ''),
    phaseEndsAt: nowMs + longestRebalanceMs(joined),
  };
  const answers = [...members.keys()].map(
    (memberId): Answer => ({ to: 'join', memberId, response: acceptedJoin(formed, memberId) }),
  );
  return { group: formed, answers };
}

/** Every member votes for the first of its protocols that all speak. */
function chooseProtocol(members: readonly Member[]): string {
  const candidates = commonProtocols(members);
  const votes = members.map(({ protocols }) => protocols.find(({ name }) => candidates.includes(name))?.name);
  const count = (candidate: string) => votes.filter((vote) => vote === candidate).length;
  return candidates.toSorted((a, b) => count(b) - count(a))[0] ?? '';
}

function longestRebalanceMs(group: Group): number {
  return Math.max(0, ...[...group.members.values()].map(({ rebalanceTimeoutMs }) => rebalanceTimeoutMs));
}
