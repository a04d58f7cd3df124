import { log } from '@fiscal/kit';
import type { Batch, Log } from '../log/log.ts';
import { createChain } from './chain.ts';
import { createHearing } from './hearing.ts';
import { dropped, handOvers, holes, partitions, recordsRead } from './metrics.ts';
import type { Publisher } from './publisher.ts';
import { createReading, type Reading } from './reading.ts';
import { createRefill } from './refill.ts';
import { type Head, spanOf } from './span.ts';
import { byTenant, tellBatch } from './tell-batch.ts';
import { createTrack, type Room, type Teller, type Track } from './track.ts';
import type { Told } from './wire.ts';

/** How a partition's records come: read here for all replicas, read elsewhere, or read here for this one only. */
export type Mode = 'owned' | 'shared' | 'direct';

/** One partition, as this replica hears it: how far each organisation was told it, and what fills the holes. */
export type Lane = {
  readonly topic: string;
  readonly partition: number;
  readonly tracks: ReadonlyMap<string, Track>;
  /** The organisation's track, told by `teller` where it is a new one. */
  enter(tenant: string, teller: Teller): Track;
  leave(tenant: string): void;
  onTold(tenant: string, told: Told): void;
  onHead(head: Head, ends: ReadonlyMap<string, number>): void;
  /** The lease is held until then, and `kept` is how far its last owner came. */
  hold(until: number, kept: number | undefined): void;
  /** The lease is somebody else's; what is read goes on being published until they are heard, but not for longer than it was held. */
  yield(): void;
  /** Begins or ends following the partition, as its mode wants it. */
  steer(isBusLive: boolean, deaf: ReadonlySet<string>): void;
  mode(): Mode;
  /** The log ends there now. */
  onEnd(end: number): void;
  /** False when the partition is followed here, and does not move although the log does. */
  isReadable(): boolean;
  /** How far it was read here, -1 when it is not. */
  end(): number;
  /** What to tell the others; nothing unless it is owned. */
  head(): Head | undefined;
  stop(): Promise<void>;
};

type Following = { readonly stop: AbortController; readonly reading: Reading; end: number };

const maxWaiting = 256;
const maxTenants = 10_000;
const maxNamed = 500;

/** Makes the lane of a partition. What waits in it takes its room from `room`. */
export function createLane(
  source: Log,
  publisher: Publisher,
  room: Room,
  now: () => number,
  topic: string,
  partition: number,
): Lane {
  const tracks = new Map<string, Track>();
  const refill = createRefill(source, topic, partition, tracks);
  const hearing = createHearing(now());
  let holdsUntil = Number.NEGATIVE_INFINITY;
  let isMine = false;
  let keptEnd: number | undefined;
  let chain: ReturnType<typeof createChain> | undefined;
  let mode: Mode = 'shared';
  let following: Following | undefined;

  const furthest = () => Math.max(0, ...nexts(tracks));
  const onDropped = (count: number) => dropped.add(count, { why: 'waiting' });

  async function onBatch(own: Following, batch: Batch): Promise<void> {
    if (own.stop.signal.aborted) return;
    recordsRead.add(batch.records.length, { why: 'tail' });
    const records = byTenant(batch.records);
    tellBatch(tracks, own.end, batch, records);
    refill.kick();
    own.end = batch.next;
    own.reading.onProgress(now());
    if (!chain || mode !== 'owned') return;
    if (batch.lost) chain.restart(batch.lost.to);
    const begins = chain.extend(records.keys(), batch.next);
    await publisher.tell(topic, partition, begins, batch.next, records);
  }

  function follow(): void {
    const kept = mode === 'owned' && keptEnd !== undefined ? [keptEnd] : [];
    const begin = Math.min(...nexts(tracks), ...kept);
    if (!Number.isFinite(begin)) return;
    const own = { stop: new AbortController(), end: begin, reading: createReading(now()) };
    following = own;
    chain = undefined;
    const offsets = Array.from({ length: partition + 1 }, (_, each) => (each === partition ? begin : -1));
    source
      .follow({ [topic]: offsets }, (_topic, _partition, batch) => onBatch(own, batch), own.stop.signal)
      .catch((error: unknown) => log.warn({ err: error, topic, partition }, 'a partition cannot be followed now'))
      .finally(() => {
        if (following === own) following = undefined;
      });
  }

  function unfollow(): void {
    following?.stop.abort();
    following = undefined;
  }

  const isReadable = () => following?.reading.isProven(now()) ?? true;

  function setMode(wanted: Mode): void {
    if (wanted === mode) return;
    partitions.add(-1, { mode });
    partitions.add(1, { mode: wanted });
    handOvers.add(1, { to: wanted });
    log.debug({ topic, partition, from: mode, to: wanted }, 'a partition comes another way');
    mode = wanted;
    if (wanted !== 'owned') chain = undefined;
  }

  partitions.add(1, { mode });
  return {
    topic,
    partition,
    tracks,
    enter(tenant, teller) {
      const known = tracks.get(tenant);
      if (known) return known;
      const track = createTrack(teller, maxWaiting, room, onDropped);
      tracks.set(tenant, track);
      return track;
    },
    leave(tenant) {
      tracks.get(tenant)?.end();
      tracks.delete(tenant);
    },
    onTold(tenant, told) {
      const track = tracks.get(tenant);
      const next = track?.next();
      if (!track || (next !== undefined && told.to <= next)) return;
      const span = told.span();
      if (!span) return void dropped.add(1, { why: 'unreadable' });
      if (next !== undefined && span.from > next) holes.add(1, { topic });
      track.offer(span);
      refill.kick();
    },
    onHead(head, ends) {
      if (hearing.onHead(head.to, furthest(), now()) && !isMine) holdsUntil = Number.NEGATIVE_INFINITY;
      for (const [tenant, track] of tracks) track.offer(spanOf(head, ends, tenant));
      refill.kick();
    },
    hold(until, kept) {
      isMine = true;
      holdsUntil = until;
      keptEnd = kept;
    },
    yield() {
      isMine = false;
    },
    steer(isBusLive, deaf) {
      if (!isBusLive) hearing.onSilence();
      const isOwned = now() < holdsUntil;
      const isDeaf = hearing.isDeaf(now()) || [...deaf].some((tenant) => tracks.has(tenant));
      setMode(isOwned ? 'owned' : isDeaf ? 'direct' : 'shared');
      if (mode === 'shared') unfollow();
      else if (!following) follow();
      if (mode === 'owned' && following) chain ??= createChain(following.end, maxTenants, maxNamed);
      refill.kick();
    },
    mode: () => mode,
    onEnd(end) {
      following?.reading.onEnd(end, following.end, now());
    },
    isReadable,
    end: () => following?.end ?? -1,
    head: () => (mode === 'owned' && chain && isReadable() ? { topic, partition, ...chain.head() } : undefined),
    async stop() {
      unfollow();
      for (const track of tracks.values()) track.end();
      partitions.add(-1, { mode });
      await refill.stop();
    },
  };
}

function nexts(tracks: ReadonlyMap<string, Track>): number[] {
  return [...tracks.values()].flatMap((track) => track.next() ?? []);
}
