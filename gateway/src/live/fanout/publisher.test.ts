import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LiveRecord } from '../log/record.ts';
import { createPublisher, type PublisherLimits } from './publisher.ts';
import { createRoom, createTrack } from './track.ts';
import { decodeTold } from './wire.ts';

const generous: PublisherLimits = { recordLength: 1e6, messageLength: 1e6, lengthPerSecond: 1e9 };

function recordOf(offset: number, text: string | undefined): LiveRecord {
  return { topic: 'orders', partition: 0, offset, tenant: 'acme', head: undefined, data: () => text, text: () => text };
}

/** Publishes to a list, at a time of one's own; refuses while it is told to. */
function publishing(limits: PublisherLimits) {
  const sent: { readonly channel: string; readonly text: string }[] = [];
  const state = { nowMs: 0, refuses: false, tried: 0 };
  const bus = {
    subscribe: () => ({ settled: Promise.resolve(), live: () => true, failed: () => false, leave: () => undefined }),
    mend: async () => undefined,
    stop: async () => undefined,
    async publish(channel: string, text: string) {
      state.tried += 1;
      if (state.refuses) throw new Error('away');
      sent.push({ channel, text });
    },
  };
  const publisher = createPublisher(
    bus,
    (tenant) => `to:${tenant}`,
    limits,
    () => state.nowMs,
  );
  const tell = (from: number, to: number, records: readonly LiveRecord[]) =>
    publisher.tell('orders', 0, new Map([['acme', from]]), to, new Map([['acme', records]]));
  return { sent, state, tell };
}

describe('what the owner of a partition publishes', () => {
  it('says everything that was read, in parts as large as they may be', () => {
    const anyRecords = fc
      .uniqueArray(fc.nat(60), { maxLength: 15 })
      .map((offsets) => offsets.sort((a, b) => a - b))
      .chain((offsets) =>
        fc.tuple(
          ...offsets.map((offset) =>
            fc
              .option(fc.string({ maxLength: 60 }), { nil: undefined })
              .map((text) => recordOf(offset, text && JSON.stringify(text))),
          ),
        ),
      );
    const anyLimits = fc.record({
      recordLength: fc.integer({ min: 20, max: 80 }),
      messageLength: fc.integer({ min: 80, max: 300 }),
      lengthPerSecond: fc.integer({ min: 0, max: 1_000 }),
    });
    return fc.assert(
      fc.asyncProperty(anyRecords, anyLimits, async (records, limits) => {
        const { sent, tell } = publishing(limits);
        await tell(0, 61, records);
        const heard: number[] = [];
        const teller = {
          onRecord: ({ offset }: LiveRecord) => void heard.push(offset),
          onLost: () => undefined,
          onAnew: () => undefined,
        };
        const track = createTrack(teller, 100, createRoom(1e6), () => undefined);
        track.begin(0);
        for (const { text } of sent) {
          const span = decodeTold(text, 'acme')?.span();
          expect(span).toBeDefined();
          if (span) track.offer(span);
        }
        for (let hole = track.hole(); hole; hole = track.hole()) {
          const { from, to } = hole;
          const missed = records.filter(({ offset }) => offset >= from && offset < to);
          track.offer({ from, to, records: missed, bytes: 0 });
        }
        expect(heard).toEqual(records.map(({ offset }) => offset));
        expect(track.next()).toBe(61);
        const spent = sent.reduce((sum, { text }) => sum + text.length, 0);
        // Beside the records, each message says what it is of.
        expect(spent).toBeLessThanOrEqual(limits.lengthPerSecond + 60 * sent.length);
      }),
    );
  });

  it('goes to the channel of whose it is', async () => {
    const { sent, tell } = publishing(generous);
    await tell(0, 3, [recordOf(2, '1')]);
    expect(sent.map(({ channel }) => channel)).toEqual(['to:acme']);
  });

  it('has as much room again after a second', async () => {
    const { sent, state, tell } = publishing({ ...generous, lengthPerSecond: 100 });
    const isWhole = () => sent.map(({ text }) => (decodeTold(text, 'acme')?.span()?.records.length ?? 0) > 0);
    await tell(0, 3, [recordOf(2, '1'.repeat(80))]);
    await tell(3, 6, [recordOf(5, '1'.repeat(80))]);
    state.nowMs = 1_000;
    await tell(6, 9, [recordOf(8, '1'.repeat(80))]);
    expect(isWhole()).toEqual([true, false, true]);
  });

  it('waits a second after the bus has failed, and never rejects', async () => {
    const { sent, state, tell } = publishing(generous);
    state.refuses = true;
    await tell(0, 3, [recordOf(2, '1')]);
    state.refuses = false;
    await tell(3, 6, [recordOf(5, '1')]);
    expect([state.tried, sent.length]).toEqual([1, 0]);
    state.nowMs = 1_000;
    await tell(6, 9, [recordOf(8, '1')]);
    expect([state.tried, sent.length]).toEqual([2, 1]);
  });
});
