import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createBatch, type TestRecord } from '../test/batches.ts';
import { createFiles } from './files.ts';
import { createFlusher } from './flusher.ts';
import { type LogHost, openPartitionLog, type PartitionLog } from './partition-log.ts';
import { checkProducedBatch, readBatchHeader } from './record-batch.ts';

const root = mkdtempSync(join(tmpdir(), 'partition-log-'));
const lines: string[] = [];
const files = createFiles(3);
const host: LogHost = {
  files,
  flusher: createFlusher(10, (line) => lines.push(line)),
  log: (line) => lines.push(line),
  segmentBytes: 1000,
  indexIntervalBytes: 200,
};
const forever = { ms: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(root, 'log-'));
  lines.length = 0;
});
afterAll(async () => {
  await host.flusher.flush();
  files.closeAll();
  rmSync(root, { recursive: true });
});

function append(log: PartitionLog, records: readonly TestRecord[], attributes = 0): number {
  const compress = attributes === 1 ? (bytes: Buffer) => gzipSync(bytes) : undefined;
  const batch = createBatch(records, { attributes, ...(compress && { compress }) });
  const header = checkProducedBatch(batch);
  if (typeof header === 'string') throw new Error(header);
  return log.append(batch, header);
}

function fill(log: PartitionLog, batches: number): void {
  for (let index = 0; index < batches; index += 1) append(log, [{ value: `a${index}` }, { value: `b${index}` }]);
}

/** First and last offsets of the batches in the bytes. */
function ranges(bytes: Buffer): readonly (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  for (let position = 0; position < bytes.length; ) {
    const header = readBatchHeader(bytes, position);
    if (!header) throw new Error(`no batch at ${position}`);
    found.push([header.baseOffset, header.lastOffset]);
    position += header.sizeBytes;
  }
  return found;
}

describe('a partition log', () => {
  it('gives every batch the next offsets and reads it back whole, from any offset in it', () => {
    const log = openPartitionLog(dir, host);
    fill(log, 100);
    expect([log.start(), log.end()]).toEqual([0, 200]);
    for (let offset = 0; offset < 200; offset += 1) {
      const first = offset - (offset % 2);
      expect(ranges(log.read(offset, 1))).toEqual([[first, first + 1]]);
    }
    expect(log.read(200, 1000)).toHaveLength(0);
  });

  it('rolls segments by size, with no more files open than allowed', () => {
    const log = openPartitionLog(dir, host);
    fill(log, 100);
    expect(readdirSync(dir).length).toBeGreaterThan(5);
    expect(files.openCount()).toBeLessThanOrEqual(3);
    expect(ranges(openPartitionLog(dir, host).read(0, 1_000_000)).at(0)).toEqual([0, 1]);
  });

  it('gives as many whole batches as fit, and one when none does', () => {
    const log = openPartitionLog(dir, host);
    fill(log, 5);
    const size = log.read(0, 1).length;
    expect(ranges(log.read(0, size * 3))).toHaveLength(3);
    expect(ranges(log.read(0, size * 3 - 1))).toHaveLength(2);
    expect(ranges(log.read(0, 0))).toHaveLength(1);
  });

  it('gives a batch that is far larger than the limit and than a segment', () => {
    const log = openPartitionLog(dir, host);
    fill(log, 3);
    const base = append(log, [{ value: 'x'.repeat(5000) }]);
    fill(log, 1);
    expect(ranges(log.read(base, 100))).toEqual([[base, base]]);
    expect(ranges(log.read(base + 1, 100))).toEqual([[base + 1, base + 2]]);
  });

  it('goes on where it was after being opened again', () => {
    fill(openPartitionLog(dir, host), 30);
    const again = openPartitionLog(dir, host);
    expect(again.end()).toBe(60);
    expect(append(again, [{ value: 'next' }])).toBe(60);
    expect(lines).toEqual([]);
  });

  it('cuts off a torn end, wherever the write was torn, and nothing else', () => {
    fill(openPartitionLog(dir, { ...host, segmentBytes: 1_000_000 }), 3);
    files.closeAll();
    const name = readdirSync(dir)[0] as string; // one segment
    const whole = readFileSync(join(dir, name));
    const size = whole.length / 3;
    for (let torn = 1; torn < size; torn += 1) {
      const copy = join(dir, `torn-${torn}`);
      mkdirSync(copy);
      copyFileSync(join(dir, name), join(copy, name));
      truncateSync(join(copy, name), size * 2 + torn);
      const log = openPartitionLog(copy, host);
      expect(log.end()).toBe(4);
      expect(append(log, [{ value: 'next' }])).toBe(4);
      expect(ranges(log.read(4, 1))).toEqual([[4, 4]]);
      log.close();
    }
    expect(lines).toHaveLength(size - 1);
  });

  it('cuts off what does not pass its checksum, or is no batch at all', () => {
    fill(openPartitionLog(dir, host), 2);
    files.closeAll();
    const path = join(dir, readdirSync(dir)[0] as string); // one segment
    const bytes = readFileSync(path);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    writeFileSync(path, bytes);
    appendFileSync(path, Buffer.alloc(5000, 0xff));
    expect(openPartitionLog(dir, host).end()).toBe(2);
  });

  it('serves what lies before and after damage in an older segment', () => {
    fill(openPartitionLog(dir, host), 30);
    files.closeAll();
    const [first, second] = readdirSync(dir).sort() as [string, string]; // there are several
    truncateSync(join(dir, first), 300);
    const log = openPartitionLog(dir, host);
    const next = Number(second.slice(0, 20));
    expect(ranges(log.read(0, 1))).toEqual([[0, 1]]);
    expect(ranges(log.read(next - 2, 1))).toEqual([[next, next + 1]]);
  });

  it('finds the first record at or after a time, also in compressed batches', () => {
    const log = openPartitionLog(dir, host);
    for (let index = 0; index < 40; index += 1) {
      const at = index * 100;
      append(
        log,
        [
          { value: 'a', timestamp: at },
          { value: 'b', timestamp: at + 50 },
        ],
        index % 2,
      );
    }
    expect(log.findByTime(0)).toEqual({ offset: 0, timestamp: 0 });
    expect(log.findByTime(1510)).toEqual({ offset: 31, timestamp: 1550 });
    expect(log.findByTime(1550)).toEqual({ offset: 31, timestamp: 1550 });
    expect(log.findByTime(1551)).toEqual({ offset: 32, timestamp: 1600 });
    expect(log.findByTime(3950)).toEqual({ offset: 79, timestamp: 3950 });
    expect(log.findByTime(3951)).toBeUndefined();
  });

  it('keeps no more bytes than it is to, by whole segments, and never loses its end', () => {
    const log = openPartitionLog(dir, host);
    fill(log, 100);
    log.retain({ ...forever, bytes: 2500 }, Date.now());
    const kept = readdirSync(dir).sort();
    expect(kept.length).toBeLessThanOrEqual(4);
    expect(log.start()).toBe(Number(kept[0]?.slice(0, 20)));
    expect(openPartitionLog(dir, host).start()).toBe(log.start());
    expect(log.end()).toBe(200);
  });

  it('forgets what nobody has added to for the time given, and goes on at the same offset', () => {
    fill(openPartitionLog(dir, host), 100);
    files.closeAll();
    const old = new Date(Date.now() - 10_000);
    for (const name of readdirSync(dir)) utimesSync(join(dir, name), old, old);
    const log = openPartitionLog(dir, host);
    log.retain({ ...forever, ms: 20_000 }, Date.now());
    expect(log.start()).toBe(0);
    log.retain({ ...forever, ms: 5000 }, Date.now());
    expect([log.start(), log.end()]).toEqual([200, 200]);
    expect(openPartitionLog(dir, host).end()).toBe(200);
    expect(append(log, [{ value: 'next' }])).toBe(200);
  });

  it('begins where records were deleted up to, within a batch too, also when it is opened again', () => {
    const log = openPartitionLog(dir, host);
    fill(log, 100);
    const before = readdirSync(dir).length;
    log.deleteBefore(101);
    log.deleteBefore(50);
    expect([log.start(), log.end()]).toEqual([101, 200]);
    expect(readdirSync(dir).length).toBeLessThan(before);
    expect(ranges(log.read(101, 1))).toEqual([[100, 101]]);
    expect(openPartitionLog(dir, host).start()).toBe(101);
    log.deleteBefore(200);
    const empty = openPartitionLog(dir, host);
    expect([empty.start(), empty.end()]).toEqual([200, 200]);
    expect(append(empty, [{ value: 'next' }])).toBe(200);
    expect(ranges(openPartitionLog(dir, host).read(200, 1))).toEqual([[200, 200]]);
  });

  it('tells its watchers of every batch until they stop watching', () => {
    const log = openPartitionLog(dir, host);
    const sizes: number[] = [];
    const stop = log.watch((sizeBytes) => sizes.push(sizeBytes));
    fill(log, 1);
    log.close();
    stop();
    fill(log, 1);
    expect(sizes).toEqual([log.read(0, 1).length, Number.POSITIVE_INFINITY]);
  });
});
