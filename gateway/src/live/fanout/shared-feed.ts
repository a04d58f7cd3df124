import { Refusal } from '@fiscal/kit';
import type { Feed, Listener, Membership } from '../log/feed.ts';
import type { Log } from '../log/log.ts';
import type { Positions } from '../log/record.ts';
import type { Bus } from './bus.ts';
import { createLane, type Lane, type Mode } from './lane.ts';
import type { Leases } from './leases.ts';
import { createPublisher } from './publisher.ts';
import { createTenantRoom, type TenantRoom } from './room.ts';
import { createSteering, type Steering } from './steering.ts';
import { createTicking } from './ticking.ts';
import { createRoom } from './track.ts';
import { decodeHeads, decodeTold, encodeHeads } from './wire.ts';

type Topic = { readonly lanes: readonly Lane[]; readonly steering: Steering };

/** The feed, and how each partition comes to it now. */
export type SharedFeed = Feed & { modes(): Readonly<Record<string, readonly Mode[]>> };

const tickMs = 500;
const waitingBytes = 64 * 1024 * 1024;
const publisherLimits = { recordLength: 128 * 1024, messageLength: 512 * 1024, lengthPerSecond: 32 * 1024 * 1024 };

/**
 * Makes the feed of a replica of a fleet that reads each partition once: by the replica that holds its lease, which hands
 * the records on over the bus. What the bus loses is read from the log, and where nothing comes over it, the log is
 * followed here: what a listener is told is the same. `replica` is a name that no other has or had; `prefix` begins the
 * names of channels. `now` is in milliseconds and never goes back.
 */
export function createSharedFeed(
  source: Log,
  bus: Bus,
  leases: Leases,
  { replica, prefix }: { readonly replica: string; readonly prefix: string },
  now: () => number,
): SharedFeed {
  const topics = new Map<string, Topic>();
  const rooms = new Map<string, TenantRoom>();
  const space = createRoom(waitingBytes);
  const channelOf = (tenant: string) => `${prefix}:told:${tenant}`;
  const headsChannel = `${prefix}:heads`;
  const publisher = createPublisher(bus, channelOf, publisherLimits, now);
  const heads = bus.subscribe(headsChannel, onHeads);
  const beginnings = new Map<string, Promise<void>>();
  let isStopped = false;

  function onTold(tenant: string, text: string): void {
    const told = decodeTold(text, tenant);
    if (told) topics.get(told.topic)?.lanes[told.partition]?.onTold(tenant, told);
  }

  function onHeads(text: string): void {
    const told = decodeHeads(text);
    if (!told || told.owner === replica) return;
    for (const head of told.heads) {
      topics.get(head.topic)?.lanes[head.partition]?.onHead(head, new Map(head.lately));
    }
  }

  function deafTenants(): ReadonlySet<string> {
    return new Set([...rooms].flatMap(([tenant, { subscription }]) => (subscription.failed() ? [tenant] : [])));
  }

  function steer(): void {
    const deaf = deafTenants();
    for (const { lanes } of topics.values()) for (const lane of lanes) lane.steer(!heads.failed(), deaf);
  }

  async function tick(): Promise<void> {
    await forgetTopics();
    steer();
    await Promise.all([bus.mend(), ...[...topics.values()].map(({ steering, lanes }) => steering.ask(lanes))]);
    if (isStopped) return;
    steer();
    await publishHeads();
  }

  async function publishHeads(): Promise<void> {
    const told = [...topics.values()].flatMap(({ lanes }) => lanes.flatMap((lane) => lane.head() ?? []));
    if (told.length === 0) return;
    // Where it fails, the others notice that it does not come.
    await bus.publish(headsChannel, encodeHeads(replica, told)).catch(() => undefined);
  }

  async function forgetTopics(): Promise<void> {
    for (const [name, topic] of topics) {
      if (topic.lanes.some(({ tracks }) => tracks.size > 0)) continue;
      topics.delete(name);
      await close(topic);
    }
  }

  async function close({ steering, lanes }: Topic): Promise<void> {
    await steering.leave(lanes);
    await Promise.all(lanes.map((lane) => lane.stop()));
  }

  const ticking = createTicking(tick, tickMs);

  function topicOf(name: string, partitions: number): Topic {
    const known = topics.get(name);
    if (known) return known;
    const lanes = Array.from({ length: partitions }, (_, partition) =>
      createLane(source, publisher, space, now, name, partition),
    );
    const topic = { lanes, steering: createSteering(leases, replica, name, now) };
    topics.set(name, topic);
    return topic;
  }

  /** Begins the organisation's tracks of a topic where the log ends once its channel is heard: everything after is told. */
  async function begin(tenant: string, room: TenantRoom, name: string): Promise<void> {
    await room.subscription.settled;
    // What is told from now on waits until it is known from where on it counts.
    for (const lane of topics.get(name)?.lanes ?? []) lane.enter(tenant, room.tellerOf(name));
    const ends = await source.positions([name], 'high');
    if (isStopped) throw stopping();
    if (rooms.get(tenant) !== room || !room.expects(name)) return;
    const isNew = !topics.has(name);
    for (const lane of topicOf(name, ends[name]?.length ?? 0).lanes) {
      lane.enter(tenant, room.tellerOf(name)).begin(ends[name]?.[lane.partition] ?? 0);
    }
    if (isNew) ticking.now();
  }

  function beginOnce(tenant: string, room: TenantRoom, name: string): Promise<void> {
    const key = JSON.stringify([tenant, name]);
    const begun = beginnings.get(key) ?? begin(tenant, room, name);
    beginnings.set(key, begun);
    return begun;
  }

  function roomOf(tenant: string): TenantRoom {
    const room =
      rooms.get(tenant) ?? createTenantRoom(bus.subscribe(channelOf(tenant), (text) => onTold(tenant, text)));
    rooms.set(tenant, room);
    return room;
  }

  function leave(tenant: string, room: TenantRoom, names: readonly string[], listener: Listener): void {
    for (const name of names) {
      if (!room.remove(name, listener)) continue;
      beginnings.delete(JSON.stringify([tenant, name]));
      for (const lane of topics.get(name)?.lanes ?? []) lane.leave(tenant);
    }
    if (room.guests() > 0) return;
    rooms.delete(tenant);
    room.subscription.leave();
  }

  function positionsOf(tenant: string, names: readonly string[]): Positions {
    const next = (lane: Lane) => lane.tracks.get(tenant)?.next() ?? 0;
    return Object.fromEntries(names.map((name) => [name, (topics.get(name)?.lanes ?? []).map(next)]));
  }

  return {
    async join(tenant, wanted, listener): Promise<Membership> {
      if (isStopped) throw stopping();
      const names = [...new Set(wanted)];
      const guest: Listener = { onRecord: (each) => listener.onRecord(each), onLost: (each) => listener.onLost(each) };
      const room = roomOf(tenant);
      for (const name of names) room.expect(name);
      try {
        await Promise.all(names.map((name) => beginOnce(tenant, room, name)));
      } catch (error) {
        leave(tenant, room, names, guest);
        throw error;
      }
      for (const name of names) room.add(name, guest);
      let last = positionsOf(tenant, names);
      let isIn = true;
      return {
        positions: () => (isIn ? positionsOf(tenant, names) : last),
        leave() {
          if (!isIn) return;
          last = positionsOf(tenant, names);
          isIn = false;
          leave(tenant, room, names, guest);
        },
      };
    },
    modes: () => Object.fromEntries([...topics].map(([name, { lanes }]) => [name, lanes.map((lane) => lane.mode())])),
    async stop() {
      isStopped = true;
      await ticking.stop();
      for (const { subscription } of rooms.values()) subscription.leave();
      heads.leave();
      await Promise.all([...topics.values()].map(close));
      topics.clear();
      rooms.clear();
      await bus.stop();
    },
  };
}

function stopping(): Refusal {
  return new Refusal('unavailable', 'EVENTS_UNAVAILABLE', 'this gateway is stopping');
}
