import type { Log } from '../log/log.ts';
import type { Positions } from '../log/record.ts';
import type { Bus } from './bus.ts';
import { createLane, type Lane, type Mode } from './lane.ts';
import type { Leases } from './leases.ts';
import type { Publisher } from './publisher.ts';
import { createSteering, type Steering } from './steering.ts';
import { createTicking } from './ticking.ts';
import { createRoom, type Teller } from './track.ts';
import { decodeHeads, encodeHeads } from './wire.ts';

/** The names of a replica: its own, which no other has or had, and what begins all names in Redis. */
export type Names = { readonly replica: string; readonly prefix: string };

/** The partitions of the topics that somebody here hears. */
export type Lanes = {
  /** Those of a topic; none where nobody hears it. */
  of(topic: string): readonly Lane[];
  /**
   * Those of a topic that is going to be heard, and has so many: where it has more than it had, the new ones are heard from
   * their beginning, as nothing of them was told. A topic is forgotten when no lane has any track.
   */
  open(topic: string, partitions: number): readonly Lane[];
  modes(): Readonly<Record<string, readonly Mode[]>>;
  stop(): Promise<void>;
};

type Topic = { readonly lanes: Lane[]; readonly steering: Steering };

const tickMs = 500;
const checkMs = 1_000;
const waitingBytes = 64 * 1024 * 1024;

/** Each so many checks, topics are looked at of which nothing is followed here: they may have got more partitions. */
const checksPerLook = 30;

/**
 * Makes the lanes of a replica and looks after them: who owns which, what the owners have read, whether those followed here
 * still move. `deafTenants` are those whose channels cannot be heard now.
 */
export function createLanes(
  source: Log,
  bus: Bus,
  leases: Leases,
  publisher: Publisher,
  { replica, prefix }: Names,
  deafTenants: () => ReadonlySet<string>,
  tellerOf: (tenant: string, topic: string) => Teller | undefined,
  now: () => number,
): Lanes {
  const topics = new Map<string, Topic>();
  const space = createRoom(waitingBytes);
  const headsChannel = `${prefix}:heads`;
  let giveUpCheck: () => void = () => undefined;
  let isStopped = false;
  let checks = 0;
  const heads = bus.subscribe(headsChannel, onHeads);

  function onHeads(text: string): void {
    const told = decodeHeads(text);
    if (!told || told.owner === replica) return;
    for (const head of told.heads) topics.get(head.topic)?.lanes[head.partition]?.onHead(head, new Map(head.lately));
    // A farewell: what it owned is nobody's now.
    if (told.heads.length === 0) ticking.now();
  }

  function steer(): void {
    const deaf = deafTenants();
    for (const { lanes } of topics.values()) for (const lane of lanes) lane.steer(!heads.failed(), deaf);
  }

  async function tick(): Promise<void> {
    await forgetTopics();
    steer();
    await Promise.all([bus.mend(), ...[...topics.values()].map(({ steering, lanes }) => steering.ask(lanes))]);
    steer();
    const told = [...topics.values()].flatMap(({ lanes }) => lanes.flatMap((lane) => lane.head() ?? []));
    if (told.length > 0) await tell(encodeHeads(replica, told));
  }

  /** Where it fails, the others notice that it does not come. */
  async function tell(text: string): Promise<void> {
    await bus.publish(headsChannel, text).catch(() => undefined);
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

  /** Holds what is followed here against where the log ends. */
  async function check(): Promise<void> {
    checks += 1;
    for (const [name, topic] of topics) {
      if (isStopped) return;
      if (checks % checksPerLook !== 0 && topic.lanes.every((lane) => lane.mode() === 'shared')) continue;
      const { promise: given, resolve } = Promise.withResolvers<Positions | undefined>();
      giveUpCheck = () => resolve(undefined);
      source.positions([name], 'high').then(resolve, giveUpCheck);
      const ends = (await given)?.[name];
      if (!ends || topics.get(name) !== topic) continue;
      grow(name, topic, ends.length);
      for (const lane of topic.lanes) lane.onEnd(ends[lane.partition] ?? 0);
    }
  }

  function grow(name: string, { lanes }: Topic, partitions: number): void {
    const [first] = lanes;
    for (let partition = lanes.length; partition < partitions; partition += 1) {
      const lane = createLane(source, publisher, space, now, name, partition);
      for (const [tenant, track] of first?.tracks ?? []) {
        const teller = tellerOf(tenant, name);
        if (teller && track.next() !== undefined) lane.enter(tenant, teller).begin(0);
      }
      lanes.push(lane);
    }
  }

  const ticking = createTicking(tick, tickMs);
  const checking = createTicking(check, checkMs);

  return {
    of: (name) => topics.get(name)?.lanes ?? [],
    open(name, partitions) {
      const known = topics.get(name);
      const topic = known ?? { lanes: [], steering: createSteering(leases, replica, name, now) };
      grow(name, topic, partitions);
      topics.set(name, topic);
      // After this turn: then the lanes have their tracks.
      if (!known) queueMicrotask(ticking.now);
      return topic.lanes;
    },
    modes: () => Object.fromEntries([...topics].map(([name, { lanes }]) => [name, lanes.map((lane) => lane.mode())])),
    async stop() {
      isStopped = true;
      giveUpCheck();
      await Promise.all([ticking.stop(), checking.stop()]);
      heads.leave();
      await Promise.all([...topics.values()].map(close));
      topics.clear();
      await tell(encodeHeads(replica, []));
    },
  };
}
