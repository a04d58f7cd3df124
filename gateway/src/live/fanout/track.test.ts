import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LiveRecord, Lost } from '../log/record.ts';
import { createChain } from './chain.ts';
import { type Span, spanOf } from './span.ts';
import { createRoom, createTrack, type Track } from './track.ts';

const tenants = ['acme', 'bolt', 'cane'];

function recordOf(offset: number, tenant: string): LiveRecord {
  return { topic: 'orders', partition: 0, offset, tenant, head: undefined, data: () => null };
}

type Heard = { readonly track: Track; readonly offsets: number[]; readonly lost: Lost[] };

function listen(maxWaiting: number, roomBytes = 1e6): Heard {
  const offsets: number[] = [];
  const lost: Lost[] = [];
  const teller = {
    onRecord: ({ offset }: LiveRecord) => void offsets.push(offset),
    onLost: (each: Lost) => void lost.push(each),
    onAnew: (each: Lost) => void lost.push(each),
  };
  return { track: createTrack(teller, maxWaiting, createRoom(roomBytes), () => undefined), offsets, lost };
}

function spanFrom(log: readonly string[], tenant: string, from: number, to: number): Span {
  const records = log.flatMap((whose, offset) =>
    offset >= from && offset < to && whose === tenant ? [recordOf(offset, tenant)] : [],
  );
  return { from, to, records, bytes: 100 * records.length };
}

/** What owners say of a log that they read in these batches: messages of the tenant, and a head after each. */
function sayings(log: readonly string[], tenant: string, cuts: readonly number[], start: number): Span[] {
  const chain = createChain(start, 2, 1);
  const said: Span[] = [];
  for (const to of [...cuts.filter((cut) => cut > start), log.length]) {
    const at = chain.end();
    const whose = new Set(log.slice(at, to));
    const from = chain.extend(whose, to).get(tenant);
    if (from !== undefined) said.push(spanFrom(log, tenant, from, to));
    const head = { topic: 'orders', partition: 0, ...chain.head() };
    said.push(spanOf(head, new Map(head.lately), tenant));
  }
  return said;
}

/** Reads holes from the log, as a lane does, until there are none. */
function fill(track: Track, log: readonly string[], tenant: string, batch: number): void {
  for (let hole = track.hole(); hole; hole = track.hole()) {
    track.offer(spanFrom(log, tenant, hole.from, Math.min(hole.to, hole.from + batch)));
  }
}

function offsetsOf(log: readonly string[], tenant: string, from: number): number[] {
  return log.flatMap((whose, offset) => (whose === tenant && offset >= from ? [offset] : []));
}

const anyLog = fc.array(fc.constantFrom(...tenants), { minLength: 1, maxLength: 60 });
const anyCuts = fc.array(fc.integer({ min: 1, max: 59 }), { maxLength: 20 }).map((cuts) => cuts.sort((a, b) => a - b));

describe('what one organisation is told of a partition', () => {
  it('is what the log holds, whatever of the messages is lost, doubled, delayed or too much to keep', () => {
    const scenario = fc.record({
      log: anyLog,
      cuts: anyCuts,
      again: anyCuts,
      begin: fc.nat(30),
      takenOver: fc.nat(40),
      picks: fc.array(fc.nat(200), { maxLength: 120 }),
      fillAt: fc.array(fc.boolean(), { minLength: 120, maxLength: 120 }),
      beginAfter: fc.nat(10),
      maxWaiting: fc.integer({ min: 1, max: 8 }),
      roomBytes: fc.integer({ min: 0, max: 3_000 }),
      batch: fc.integer({ min: 1, max: 20 }),
    });
    fc.assert(
      fc.property(scenario, (given) => {
        const log = given.log;
        const cuts = given.cuts.filter((cut) => cut < log.length);
        const again = given.again.filter((cut) => cut < log.length);
        const begin = Math.min(given.begin, log.length);
        // Two owners that both speak, the second from where it took over on.
        const said = [
          ...sayings(log, 'acme', cuts, 0),
          ...sayings(log, 'acme', again, Math.min(given.takenOver, log.length)),
        ];
        const { track, offsets } = listen(given.maxWaiting, given.roomBytes);
        const expected = offsetsOf(log, 'acme', begin);
        given.picks.forEach((pick, turn) => {
          if (turn === given.beginAfter) track.begin(begin);
          const span = said[pick % said.length];
          if (span) track.offer(span);
          if (given.fillAt[turn]) fill(track, log, 'acme', given.batch);
          expect(offsets).toEqual(expected.slice(0, offsets.length));
        });
        if (given.picks.length <= given.beginAfter) track.begin(begin);
        // The next head that comes says what was missed.
        for (const last of said.slice(-1)) track.offer(last);
        fill(track, log, 'acme', given.batch);
        expect(offsets).toEqual(expected);
        expect(track.next()).toBe(log.length);
      }),
      { numRuns: 2_000 },
    );
  });

  it('costs no reading where everything comes in order', () => {
    fc.assert(
      fc.property(anyLog, anyCuts, fc.constantFrom(...tenants), (log, cuts, tenant) => {
        const inside = cuts.filter((cut) => cut < log.length);
        const { track, offsets } = listen(1);
        track.begin(0);
        const chain = createChain(0, tenants.length, tenants.length);
        for (const to of [...inside, log.length]) {
          const from = chain.extend(new Set(log.slice(chain.end(), to)), to).get(tenant);
          if (from !== undefined) track.offer(spanFrom(log, tenant, from, to));
          const head = { topic: 'orders', partition: 0, ...chain.head() };
          track.offer(spanOf(head, new Map(head.lately), tenant));
          expect(track.hole()).toBeUndefined();
          expect(track.next()).toBe(to);
        }
        expect(offsets).toEqual(offsetsOf(log, tenant, 0));
      }),
    );
  });

  it('loses no more than five heads on end before it has to read what others had', () => {
    const log = Array.from({ length: 20 }, (_, offset) => (offset < 2 ? 'acme' : 'bolt'));
    const chain = createChain(0, 100, 100);
    const heads = Array.from({ length: 7 }, (_, turn) => {
      chain.extend(new Set(log.slice(chain.end(), 2 * turn + 2)), 2 * turn + 2);
      return { topic: 'orders', partition: 0, ...chain.head() };
    });
    const afterLosing = (count: number) => {
      const { track } = listen(1);
      track.begin(2);
      for (const head of heads.slice(count + 1)) track.offer(spanOf(head, new Map(head.lately), 'acme'));
      return track.hole();
    };
    expect([afterLosing(0), afterLosing(4)]).toEqual([undefined, undefined]);
    expect(afterLosing(5)).toEqual({ from: 2, to: 4 });
  });

  it('says what the log has lost, and only what was not told before', () => {
    const { track, lost, offsets } = listen(4);
    track.begin(5);
    track.offer({ from: 20, to: 22, records: [recordOf(21, 'acme')], bytes: 100 });
    track.lose(3, { topic: 'orders', partition: 0, from: 3, to: 18 });
    expect(lost).toEqual([{ topic: 'orders', partition: 0, from: 5, to: 18 }]);
    expect(track.hole()).toEqual({ from: 18, to: 20 });
    track.offer({ from: 18, to: 20, records: [], bytes: 0 });
    expect([offsets, track.next()]).toEqual([[21], 22]);
  });

  it('reads for itself what was lost behind a hole, and skips nothing of the hole', () => {
    const { track, lost, offsets } = listen(4);
    track.begin(5);
    track.lose(8, { topic: 'orders', partition: 0, from: 8, to: 12, reason: 'unreadable' });
    expect([lost, track.hole()]).toEqual([[], { from: 5, to: 12 }]);
    track.offer({ from: 5, to: 8, records: [recordOf(6, 'acme')], bytes: 100 });
    track.lose(8, { topic: 'orders', partition: 0, from: 8, to: 12, reason: 'unreadable' });
    expect([offsets, lost.length, track.next(), track.hole()]).toEqual([[6], 1, 12, undefined]);
  });

  it('begins anew with a log that was made anew, once', () => {
    const { track, lost, offsets } = listen(4);
    track.begin(100);
    const anew = { topic: 'orders', partition: 0, from: 0, to: 0 };
    track.lose(100, anew);
    track.offer(spanFrom(['acme', 'bolt', 'acme'], 'acme', 0, 3));
    track.lose(100, anew);
    expect([offsets, lost, track.next(), track.hole()]).toEqual([[0, 2], [anew], 3, undefined]);
  });

  it('gives back all the room it took', () => {
    const given: number[] = [];
    const silent = { onRecord: () => undefined, onLost: () => undefined, onAnew: () => undefined };
    const room = { take: (bytes: number) => given.push(-bytes) > 0, give: (bytes: number) => void given.push(bytes) };
    const track = createTrack(silent, 2, room, () => undefined);
    for (const from of [4, 2, 9, 11, 6]) track.offer({ from, to: from + 1, records: [], bytes: 10 });
    track.begin(0);
    track.offer({ from: 0, to: 11, records: [], bytes: 10 });
    track.end();
    expect(given.reduce((sum, each) => sum + each, 0)).toBe(0);
  });
});
