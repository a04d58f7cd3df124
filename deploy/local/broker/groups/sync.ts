import { errorCodes } from '../protocol/error-codes.ts';
import type { SyncGroupRequest } from '../protocol/sync-group.ts';
import { type Answer, type Group, type Member, noBytes, type Transition, withMember } from './group.ts';
import { checkMember } from './session.ts';

/** A member asks for its share; the leader brings everybody's. All are answered when the leader's are there. */
export function sync(group: Group, request: SyncGroupRequest, nowMs: number): Transition {
  const { memberId } = request;
  const errorCode = checkMember(group, memberId, request.generation);
  const member = group.members.get(memberId);
  if (errorCode !== errorCodes.NONE || !member) return refuse(group, memberId, errorCode);
  if (group.state === 'PreparingRebalance') return refuse(group, memberId, errorCodes.REBALANCE_IN_PROGRESS);
  if (group.state === 'Stable') {
    const renewed = withMember(group, { ...member, expiresAt: nowMs + member.sessionTimeoutMs });
    return { group: renewed, answers: [answer(memberId, errorCodes.NONE, member.assignment)] };
  }
  const waiting = withMember(group, { ...member, awaiting: 'sync' });
  return memberId === group.leaderId ? assign(waiting, request, nowMs) : { group: waiting, answers: [] };
}

/** The generation stands: who waits gets its share, who has yet to ask finds it kept. */
function assign(group: Group, { assignments }: SyncGroupRequest, nowMs: number): Transition {
  const shares = new Map(assignments.map(({ memberId, assignment }) => [memberId, Buffer.from(assignment)]));
  const members = new Map<string, Member>();
  const answers: Answer[] = [];
  for (const member of group.members.values()) {
    const assignment = shares.get(member.memberId) ?? noBytes;
    if (member.awaiting !== 'sync') {
      members.set(member.memberId, { ...member, assignment });
      continue;
    }
    answers.push(answer(member.memberId, errorCodes.NONE, assignment));
    members.set(member.memberId, {
      ...member,
      assignment,
      awaiting: undefined,
      expiresAt: nowMs + member.sessionTimeoutMs,
    });
  }
  return { group: { ...group, state: 'Stable', members, phaseEndsAt: Number.POSITIVE_INFINITY }, answers };
}

function refuse(group: Group, memberId: string, errorCode: number): Transition {
  return { group, answers: [answer(memberId, errorCode, noBytes)] };
}

function answer(memberId: string, errorCode: number, assignment: Buffer): Answer {
  return { to: 'sync', memberId, response: { errorCode, assignment } };
}
