import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createBatch } from '../../../../deploy/local/broker/test/batches.ts';
import { toLogBatches } from './log-batch.ts';

type Made = { readonly values: readonly string[]; readonly base: number; readonly size?: number };

/** A batch as it lies in the log; `size`: how many records it had before compaction. */
function batchAt({ values, base, size = values.length }: Made, attributes = 0, producerId = -1): Buffer {
  const bytes = createBatch(
    values.map((value) => ({ value })),
    { attributes },
  );
  bytes.writeBigInt64BE(BigInt(base), 0);
  bytes.writeInt32BE(size - 1, 23);
  bytes.writeBigInt64BE(BigInt(producerId), 43);
  return bytes;
}

const read = (
  batches: readonly Buffer[],
  from: number,
  to?: number,
  aborted: readonly { producerId: number; firstOffset: number }[] = [],
) => toLogBatches({ records: Buffer.concat(batches), aborted }, from, to);

const transactional = 0x10;
const control = 0x20;

describe('what was fetched', () => {
  it('is given from the offset asked for, up to the other one, though batches are whole', async () => {
    const log = [
      { values: ['a', 'b', 'c'], base: 10 },
      { values: ['d', 'e'], base: 13 },
    ].map((made) => batchAt(made));
    const [batch, ...none] = await read(log, 11, 14);
    expect(none).toEqual([]);
    expect(batch?.records.map(({ offset, value }) => [offset, String(value)])).toEqual([
      [11, 'b'],
      [12, 'c'],
      [13, 'd'],
    ]);
    expect(batch?.next).toBe(14);
  });

  it('goes on beyond what compaction took from the end of a batch, and beyond empty ones', async () => {
    const log = [
      { values: ['a'], base: 5, size: 4 },
      { values: [], base: 9, size: 3 },
    ].map((made) => batchAt(made));
    expect(await read(log, 5)).toMatchObject([{ records: [{ offset: 5 }], next: 12 }]);
    expect(await read(log, 7)).toEqual([{ records: [], next: 12 }]);
    expect(await read(log, 12)).toEqual([]);
  });

  it('leaves out a last batch that is not all there', async () => {
    const [whole, cut] = [batchAt({ values: ['a'], base: 0 }), batchAt({ values: ['b'], base: 1 })];
    expect(await read([whole, cut.subarray(0, -1)], 0)).toMatchObject([{ next: 1 }]);
    expect(await read([cut.subarray(0, -1)], 0)).toEqual([]);
  });

  it('leaves out transactions that were aborted, and all markers', async () => {
    const log = [
      batchAt({ values: ['of one'], base: 0 }, transactional, 1),
      batchAt({ values: ['of two'], base: 1 }, transactional, 2),
      batchAt({ values: ['of nobody'], base: 2 }),
      batchAt({ values: ['abort'], base: 3 }, transactional | control, 1),
      batchAt({ values: ['of one, later'], base: 4 }, transactional, 1),
      batchAt({ values: ['commit'], base: 5 }, transactional | control, 2),
    ];
    const [batch] = await read(log, 0, undefined, [{ producerId: 1, firstOffset: 0 }]);
    expect(batch?.records.map(({ value }) => String(value))).toEqual(['of two', 'of nobody', 'of one, later']);
    expect(batch?.next).toBe(6);
  });

  it('tells of a batch that cannot be read, between those that can', async () => {
    const unknown = batchAt({ values: ['b', 'c'], base: 1 }, 7);
    const log = [batchAt({ values: ['a'], base: 0 }), unknown, batchAt({ values: ['d'], base: 3 })];
    expect(await read(log, 0)).toMatchObject([
      { records: [{ offset: 0 }], next: 1 },
      { records: [{ offset: 3 }], next: 4, lost: { from: 1, to: 3, reason: 'unreadable' } },
    ]);
    expect(await read(log, 2, 3)).toEqual([{ records: [], next: 3, lost: { from: 2, to: 3, reason: 'unreadable' } }]);
  });

  it('never throws for damaged bytes, and never goes back', async () => {
    const bytes = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(bytes, fc.nat(6), async (flips, from) => {
        const log = Buffer.concat([batchAt({ values: ['a', 'b', 'c'], base: 0 }), batchAt({ values: ['d'], base: 3 })]);
        // Not the places of batches and their lengths: those the broker has made.
        for (const [place, value] of flips) if (place % log.length > 61 && place < log.length) log[place] = value;
        const batches = await read([log], from);
        for (const { next, lost } of batches) {
          expect(next).toBeGreaterThanOrEqual(from);
          if (lost) expect(lost.to).toBeGreaterThan(lost.from);
        }
      }),
    );
  });
});
