import { mkdirSync, readdirSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Files } from './files.ts';
import type { Flusher } from './flusher.ts';
import { openLogStart } from './log-start.ts';
import { type BatchHeader, placeBatch } from './record-batch.ts';
import { createSegment, type FoundOffset, type Segment } from './segment.ts';

export type Retention = { readonly ms: number; readonly bytes: number };
/** What every partition's log shares. */
export type LogHost = {
  readonly files: Files;
  readonly flusher: Flusher;
  readonly log: (line: string) => void;
  readonly segmentBytes: number;
  readonly indexIntervalBytes: number;
};

export type PartitionLog = {
  readonly start: () => number;
  /** The offset the next record gets; also the high watermark. */
  readonly end: () => number;
  /** Writes the batch and answers its base offset. Once it returns, the death of the process loses nothing. */
  readonly append: (batch: Buffer, header: BatchHeader) => number;
  /** Whole batches from the offset on, at least one if there is any; empty at the end. */
  readonly read: (offset: number, maxBytes: number) => Buffer;
  readonly findByTime: (timestamp: number) => FoundOffset | undefined;
  /** Calls back with the size of every batch appended, and with Infinity when the log goes away. */
  readonly watch: (onAppend: (sizeBytes: number) => void) => () => void;
  /** Deletes what is older or more than the bounds, by segment; `nowMs` is the epoch's. */
  readonly retain: (retention: Retention, nowMs: number) => void;
  /** Lets the log begin at an offset that is not beyond its end; what lies before is gone, also after a restart. */
  readonly deleteBefore: (offset: number) => void;
  /** Wakes the watchers and lets go of the files. */
  readonly close: () => void;
};

/** Opens the log in a folder, making it if need be: its last segment is scanned and a torn end cut off. */
export function openPartitionLog(dir: string, host: LogHost): PartitionLog {
  mkdirSync(dir, { recursive: true });
  const segments = segmentOffsets(dir).map((offset) => open(offset));
  if (segments.length === 0) segments.push(open(0));
  const watchers = new Set<(sizeBytes: number) => void>();
  const deleted = openLogStart(dir);
  let end = recoverTail(active(), host);
  if (end < deleted.get()) {
    // A power cut took records that were deleted anyway.
    end = deleted.get();
    roll();
  }

  function open(baseOffset: number): Segment {
    const path = join(dir, `${String(baseOffset).padStart(20, '0')}.log`);
    return createSegment(host.files, path, baseOffset, host.indexIntervalBytes);
  }
  function active(): Segment {
    return segments.at(-1) as Segment; // there is always one
  }
  function start(): number {
    return Math.max((segments[0] as Segment).baseOffset, deleted.get()); // there is always one
  }
  function roll(): void {
    host.flusher.mark(active().path);
    segments.push(open(end));
  }
  function dropOldest(): void {
    const oldest = segments.shift();
    if (!oldest) return;
    host.files.close(oldest.path);
    unlinkSync(oldest.path);
  }
  return {
    start,
    end: () => end,
    append(batch, header) {
      const current = active();
      if (current.sizeBytes() > 0 && current.sizeBytes() + batch.length > host.segmentBytes) roll();
      const baseOffset = end;
      placeBatch(batch, baseOffset);
      active().append(batch, { ...header, baseOffset, lastOffset: baseOffset + header.recordCount - 1 });
      end += header.recordCount;
      host.flusher.mark(active().path);
      for (const onAppend of watchers) onAppend(batch.length);
      return baseOffset;
    },
    read(offset, maxBytes) {
      for (const segment of segments.slice(segmentAt(segments, offset))) {
        const batches = segment.read(offset, maxBytes);
        if (batches.length > 0) return batches;
      }
      return Buffer.alloc(0);
    },
    findByTime(timestamp) {
      for (const segment of segments) {
        const found = segment.findByTime(timestamp);
        if (found) return { ...found, offset: Math.max(found.offset, start()) };
      }
      return undefined;
    },
    watch(onAppend) {
      watchers.add(onAppend);
      return () => watchers.delete(onAppend);
    },
    retain({ ms, bytes }, nowMs) {
      const tooOld = (segment: Segment) => nowMs - statSync(segment.path).mtimeMs > ms;
      if (active().sizeBytes() > 0 && tooOld(active())) roll();
      let total = segments.reduce((sum, segment) => sum + segment.sizeBytes(), 0);
      while (segments.length > 1) {
        const oldest = segments[0] as Segment; // length was checked
        if (!tooOld(oldest) && total - oldest.sizeBytes() < bytes) return;
        total -= oldest.sizeBytes();
        dropOldest();
      }
    },
    deleteBefore(offset) {
      if (offset <= start()) return;
      deleted.set(offset);
      if (offset === end && active().sizeBytes() > 0) roll();
      while (segments.length > 1 && (segments[1] as Segment).baseOffset <= offset) dropOldest(); // length was checked
    },
    close() {
      for (const onAppend of [...watchers]) onAppend(Number.POSITIVE_INFINITY);
      for (const segment of segments) host.files.close(segment.path);
    },
  };
}

function segmentOffsets(dir: string): readonly number[] {
  const names = readdirSync(dir).filter((name) => /^\d{20}\.log$/.test(name));
  return names.sort().map((name) => Number(name.slice(0, 20)));
}

function recoverTail(segment: Segment, { log }: LogHost): number {
  const { end, cutBytes } = segment.recover();
  if (cutBytes > 0) log(`${segment.path}: cut ${cutBytes} torn bytes; the log ends at offset ${end}`);
  return end;
}

/** Index of the segment that holds the offset. */
function segmentAt(segments: readonly Segment[], offset: number): number {
  const index = segments.findLastIndex((segment) => segment.baseOffset <= offset);
  return Math.max(index, 0);
}
