import type { JoinGroupResponse, MemberProtocol } from '../protocol/join-group.ts';
import type { SyncGroupResponse } from '../protocol/sync-group.ts';

type GroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable';

export type Member = {
  readonly memberId: string;
  readonly clientId: string;
  readonly clientHost: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocols: readonly MemberProtocol[];
  readonly assignment: Buffer;
  /** What it has asked for and not yet been answered: while it waits, its session does not run out. */
  readonly awaiting: 'join' | 'sync' | undefined;
  /** It has never been told its id, so nobody can speak for it once its connection is gone. */
  readonly isNew: boolean;
  /** Epoch ms at which it counts as dead unless heard of. */
  readonly expiresAt: number;
};

/** A consumer group, as a value: every transition answers a new one. Times are epoch milliseconds. */
export type Group = {
  readonly groupId: string;
  readonly state: GroupState;
  readonly generation: number;
  readonly protocolType: string;
  readonly protocol: string;
  readonly leaderId: string;
  readonly members: ReadonlyMap<string, Member>;
  /** The join barrier opens no earlier than this. */
  readonly joinNotBefore: number;
  /** When whoever has not rejoined (or, after the join, not synced) is left out. */
  readonly phaseEndsAt: number;
};

/** An answer to a member that was kept waiting. */
export type Answer =
  | { readonly to: 'join'; readonly memberId: string; readonly response: JoinGroupResponse }
  | { readonly to: 'sync'; readonly memberId: string; readonly response: SyncGroupResponse };

export type Transition = { readonly group: Group; readonly answers: readonly Answer[] };

export const noBytes: Buffer = Buffer.alloc(0);

/** A group nobody has joined yet. */
export function createGroup(groupId: string): Group {
  return {
    groupId,
    state: 'Empty',
    generation: 0,
    protocolType: '',
    protocol: '',
    leaderId: '',
    members: new Map(),
    joinNotBefore: 0,
    phaseEndsAt: Number.POSITIVE_INFINITY,
  };
}

/** The group with one member added or changed. */
export function withMember(group: Group, member: Member): Group {
  return { ...group, members: new Map(group.members).set(member.memberId, member) };
}

/** The group without those members for whom `keep` is false. */
export function keepMembers(group: Group, keep: (member: Member) => boolean): Group {
  return { ...group, members: new Map([...group.members].filter(([, member]) => keep(member))) };
}

/** A failed join carries nothing but its error. */
export function refusedJoin(errorCode: number, memberId: string): JoinGroupResponse {
  return { errorCode, generation: -1, protocol: '', leaderId: '', memberId, members: [] };
}

/** What a member is told once its generation stands; the leader also learns who the others are. */
export function acceptedJoin(group: Group, memberId: string): JoinGroupResponse {
  const { generation, protocol, leaderId } = group;
  const members = memberId === leaderId ? [...group.members.values()] : [];
  return {
    errorCode: 0,
    generation,
    protocol,
    leaderId,
    memberId,
    members: members.map((member) => ({ memberId: member.memberId, metadata: metadataOf(member, protocol) })),
  };
}

/** What the member said under the group's protocol. */
export function metadataOf(member: Member, protocol: string): Buffer {
  return member.protocols.find(({ name }) => name === protocol)?.metadata ?? noBytes;
}

/** Protocols that every member speaks. */
export function commonProtocols(members: readonly Member[]): readonly string[] {
  const [first, ...others] = members;
  if (!first) return [];
  const names = first.protocols.map(({ name }) => name);
  return names.filter((name) => others.every(({ protocols }) => protocols.some((spoken) => spoken.name === name)));
}
