import { log } from '@fiscal/kit';
import type { Lane } from './lane.ts';
import { type Leases, preferredOwners, type Standing, type Wish, wantOf } from './leases.ts';

/** Sees who owns the partitions of one topic, and tells this replica's lanes. */
export type Steering = {
  /**
   * Asks for what this replica should hold, and tells the lanes what came of it; while one of them cannot be read, it
   * leaves the topic to others. Never rejects.
   */
  ask(lanes: readonly Lane[]): Promise<void>;
  leave(lanes: readonly Lane[]): Promise<void>;
};

/** A partition that is nobody's for so long is anybody's: its preferred owner did not come for it. */
const abandonedMs = 1_500;

/** Makes the steering of a topic for a replica. Leases count from when they were asked for. */
export function createSteering(leases: Leases, replica: string, topic: string, now: () => number): Steering {
  let standing: Standing = { replicas: [], partitions: [] };
  let preferred: readonly string[] = [];
  const freeSince = new Map<number, number>();

  const wishOf = ({ partition, end }: Lane): Wish => {
    const owner = standing.partitions[partition]?.owner;
    const isAbandoned = now() - (freeSince.get(partition) ?? now()) > abandonedMs;
    return { want: wantOf(replica, preferred[partition], owner, isAbandoned), end: owner === replica ? end() : -1 };
  };
  const note = (lane: Lane, askedAt: number) => {
    const { owner, end } = standing.partitions[lane.partition] ?? {};
    if (owner !== undefined) freeSince.delete(lane.partition);
    else if (!freeSince.has(lane.partition)) freeSince.set(lane.partition, now());
    if (owner === replica) lane.hold(askedAt + leases.leaseMs, end);
    else lane.yield();
  };
  const once = async (lanes: readonly Lane[]) => {
    const askedAt = now();
    const before = standing.replicas.join();
    standing = await leases.ask(topic, replica, lanes.map(wishOf));
    for (const lane of lanes) note(lane, askedAt);
    const isOther = standing.replicas.join() !== before || preferred.length !== lanes.length;
    if (isOther) preferred = preferredOwners(standing.replicas, topic, lanes.length);
    return isOther;
  };

  const leave = async (lanes: readonly Lane[]) => {
    try {
      const wishes = lanes.map(({ mode, end }): Wish => ({ want: 'leave', end: mode() === 'owned' ? end() : -1 }));
      await leases.leave(topic, replica, wishes);
    } catch (error) {
      log.debug({ err: error, topic }, 'leases are left to end by themselves');
    }
  };

  return {
    leave,
    async ask(lanes) {
      if (!lanes.every((lane) => lane.isReadable())) {
        for (const lane of lanes) lane.yield();
        return leave(lanes);
      }
      try {
        // Who is new learns only by asking which partitions it should hold.
        if (await once(lanes)) await once(lanes);
      } catch (error) {
        log.debug({ err: error, topic }, 'Redis tells nothing of leases');
      }
    },
  };
}
