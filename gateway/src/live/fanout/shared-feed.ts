import { Refusal } from '@fiscal/kit';
import { createFindEnds } from '../log/ends.ts';
import type { Feed, Membership } from '../log/feed.ts';
import type { Log } from '../log/log.ts';
import type { Bus } from './bus.ts';
import type { Mode } from './lane.ts';
import { createLanes, type Names } from './lanes.ts';
import type { Leases } from './leases.ts';
import { createPublisher } from './publisher.ts';
import { createTenantRoom, type TenantRoom } from './room.ts';
import { createSeat, type Seat } from './seat.ts';
import { decodeTold } from './wire.ts';

/** The feed, and how the partitions of each topic come to it now. */
export type SharedFeed = Feed & { modes(): Readonly<Record<string, readonly Mode[]>> };

const limits = { recordLength: 128 * 1024, messageLength: 512 * 1024, lengthPerSecond: 32 * 1024 * 1024 };

/**
 * Makes the feed of a replica of a fleet that reads each partition once: by the replica that holds its lease, which hands
 * the records on over the bus. What the bus loses is read from the log, and where nothing comes over it, the log is
 * followed here: what a listener is told is the same. `now` is in milliseconds and never goes back. Stops the bus with it.
 */
export function createSharedFeed(source: Log, bus: Bus, leases: Leases, names: Names, now: () => number): SharedFeed {
  const rooms = new Map<string, TenantRoom>();
  const channelOf = (tenant: string) => `${names.prefix}:told:${tenant}`;
  const deafTenants = () =>
    new Set([...rooms].flatMap(([tenant, { subscription }]) => (subscription.failed() ? [tenant] : [])));
  const publisher = createPublisher(bus, channelOf, limits, now);
  const tellerOf = (tenant: string, topic: string) => rooms.get(tenant)?.tellerOf(topic);
  const lanes = createLanes(source, bus, leases, publisher, names, deafTenants, tellerOf, now);
  const findEnds = createFindEnds(source);
  let isStopped = false;

  function onTold(tenant: string, text: string): void {
    const told = decodeTold(text, tenant);
    if (told) lanes.of(told.topic)[told.partition]?.onTold(tenant, told);
  }

  function roomOf(tenant: string): TenantRoom {
    const known = rooms.get(tenant);
    if (known) return known;
    const room = createTenantRoom(bus.subscribe(channelOf(tenant), (text) => onTold(tenant, text)));
    rooms.set(tenant, room);
    return room;
  }

  function leave(tenant: string, room: TenantRoom, topics: readonly string[], seats: ReadonlyMap<string, Seat>): void {
    for (const topic of topics) {
      if (room.remove(topic, seats.get(topic))) for (const lane of lanes.of(topic)) lane.leave(tenant);
    }
    if (!room.isEmpty()) return;
    rooms.delete(tenant);
    room.subscription.leave();
  }

  /** Sees that all is told from where the log ends once the tenant's channel is heard, and says where that was. */
  async function begin(tenant: string, room: TenantRoom, topics: readonly string[]) {
    await room.subscription.settled;
    for (const topic of topics) {
      // What comes meanwhile waits until it is known from where on it counts.
      for (const lane of lanes.of(topic)) lane.enter(tenant, room.tellerOf(topic));
    }
    const ends = await findEnds(topics);
    if (isStopped) throw stopping();
    for (const topic of topics) {
      for (const lane of lanes.open(topic, ends[topic]?.length ?? 0)) {
        lane.enter(tenant, room.tellerOf(topic)).begin(ends[topic]?.[lane.partition] ?? 0);
      }
    }
    return ends;
  }

  return {
    async join(tenant, wanted, listener): Promise<Membership> {
      if (isStopped) throw stopping();
      const topics = [...new Set(wanted)];
      const room = roomOf(tenant);
      const seats = new Map<string, Seat>();
      for (const topic of topics) room.expect(topic);
      try {
        const ends = await begin(tenant, room, topics);
        for (const topic of topics) seats.set(topic, createSeat(ends[topic] ?? [], listener));
      } catch (error) {
        leave(tenant, room, topics, seats);
        throw error;
      }
      for (const [topic, seat] of seats) room.add(topic, seat);
      const told = (topic: string) => lanes.of(topic).map((lane) => lane.tracks.get(tenant)?.next() ?? 0);
      const positions = () =>
        Object.fromEntries([...seats].map(([topic, seat]) => [topic, seat.positions(told(topic))]));
      let last: ReturnType<typeof positions> | undefined;
      return {
        positions: () => last ?? positions(),
        leave() {
          if (last) return;
          last = positions();
          leave(tenant, room, topics, seats);
        },
      };
    },
    modes: lanes.modes,
    async stop() {
      isStopped = true;
      await lanes.stop();
      await bus.stop();
    },
  };
}

function stopping(): Refusal {
  return new Refusal('unavailable', 'EVENTS_UNAVAILABLE', 'this gateway is stopping');
}
