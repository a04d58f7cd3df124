import type { Group } from './group.ts';
import type { Feed, Membership } from './log/feed.ts';
import type { LiveRecord, Lost, Positions } from './log/record.ts';
import { createReadRecord } from './read-record.ts';

/** The rooms that one subscription needs, kept open until it leaves them. */
export type Rooms = {
  /** Up to where everybody in them was told everything. */
  positions(): Positions;
  leave(): void;
};

/** Hands what comes to those whom it may concern: a room for each topic of an organisation that somebody listens to. */
export type Hub = {
  /** Errors: those of `Feed.join`. */
  open(tenant: string, topics: readonly string[]): Promise<Rooms>;
  /** From now on the group hears what comes to the rooms, which must be open. */
  add(group: Group, tenant: string, topics: readonly string[]): void;
  remove(group: Group, tenant: string, topics: readonly string[]): void;
  /** Where each topic stands that somebody listens to. */
  standing(): Positions;
};

type Room = {
  users: number;
  readonly opened: Promise<Membership>;
  membership: Membership | undefined;
  readonly groups: Map<Group, () => Positions>;
};

/** Makes the hub of this process. What is not of an organisation with an open room costs nothing here. */
export function createHub(feed: Feed): Hub {
  const rooms = new Map<string, Room>();

  const enter = (tenant: string, topic: string): Room => {
    const key = keyOf(tenant, topic);
    const known = rooms.get(key);
    const room = known ?? openRoom(feed, tenant, topic);
    rooms.set(key, room);
    room.users += 1;
    return room;
  };
  const leave = (tenant: string, topic: string, room: Room) => {
    room.users -= 1;
    if (room.users > 0) return;
    const key = keyOf(tenant, topic);
    if (rooms.get(key) === room) rooms.delete(key);
    // One that could not be opened needs no closing.
    room.opened.then((membership) => membership.leave()).catch(() => undefined);
  };
  const each = (tenant: string, topics: readonly string[]) =>
    topics.flatMap((topic) => rooms.get(keyOf(tenant, topic)) ?? []);
  const positionsOf = (entered: readonly Room[]): Positions =>
    Object.assign({}, ...entered.map(({ membership }) => membership?.positions()));

  return {
    async open(tenant, topics) {
      const entered = topics.map((topic) => [topic, enter(tenant, topic)] as const);
      const leaveAll = () => {
        for (const [topic, room] of entered) leave(tenant, topic, room);
      };
      try {
        await Promise.all(entered.map(([, { opened }]) => opened));
      } catch (error) {
        // The next one tries anew.
        for (const [topic, room] of entered) {
          if (!room.membership && rooms.get(keyOf(tenant, topic)) === room) rooms.delete(keyOf(tenant, topic));
        }
        leaveAll();
        throw error;
      }
      const opened = entered.map(([, room]) => room);
      return { positions: () => positionsOf(opened), leave: leaveAll };
    },
    add(group, tenant, topics) {
      const open = each(tenant, topics);
      for (const { groups } of open) groups.set(group, () => positionsOf(open));
    },
    standing: () => positionsOf([...rooms.values()]),
    remove(group, tenant, topics) {
      for (const { groups } of each(tenant, topics)) groups.delete(group);
    },
  };
}

function keyOf(tenant: string, topic: string): string {
  return `${tenant} ${topic}`;
}

function openRoom(feed: Feed, tenant: string, topic: string): Room {
  const groups: Room['groups'] = new Map();
  const listener = {
    onRecord: (record: LiveRecord) => {
      if (groups.size > 0) tell(groups, record);
    },
    onLost: (lost: Lost) => {
      for (const [group, positions] of groups) {
        const at = positions();
        for (const member of [...group.members]) member.onLost(lost, at);
      }
    },
  };
  const opened = feed.join(tenant, [topic], listener);
  const room: Room = { users: 0, opened, membership: undefined, groups };
  opened.then(
    (membership) => {
      room.membership = membership;
    },
    // Told to whoever waits for it.
    () => undefined,
  );
  return room;
}

function tell(groups: Room['groups'], record: LiveRecord): void {
  const read = createReadRecord(record);
  for (const [group, positions] of [...groups]) {
    const judged = group.judge(record, read);
    if (!judged) continue;
    const at = positions();
    if (judged === 'unreadable') {
      for (const member of [...group.members]) member.onUnreadable(record, at);
      continue;
    }
    judged.hold();
    for (const member of [...group.members]) member.onEvent(judged, at);
    judged.release();
  }
}
