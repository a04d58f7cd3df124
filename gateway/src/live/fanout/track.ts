import type { LiveRecord, Lost } from '../log/record.ts';
import type { Span } from './span.ts';

/** Is told a partition's records of one organisation: in order, each once, and what is lost of them. */
export type Teller = {
  onRecord(record: LiveRecord): void;
  onLost(lost: Lost): void;
  /** The log was made anew: this is all that is known to be lost, and what is told next begins behind it. */
  onAnew(lost: Lost): void;
};

/** How far one organisation was told one partition, and what came too early to be told. */
export type Track = {
  /** Fixes, once, from where on everything is told. Until then, whatever comes waits. */
  begin(at: number): void;
  /** Takes a span from wherever: what was told already is left out, and what cannot be told yet waits. */
  offer(span: Span): void;
  /** Takes what the log itself says is lost, where it was read from `at` on. */
  lose(at: number, lost: Lost): void;
  /** Undefined before `begin`. */
  next(): number | undefined;
  /** What has to be read from the log before anything else can be told. */
  hole(): { readonly from: number; readonly to: number } | undefined;
  /** Frees what waits. */
  end(): void;
};

/** Room for what waits, of all tracks of a process. `take` says whether there was enough left. */
export type Room = { take(bytes: number): boolean; give(bytes: number): void };

/** Makes room for so many bytes. */
export function createRoom(bytes: number): Room {
  let left = bytes;
  return {
    take(wanted) {
      if (wanted > left) return false;
      left -= wanted;
      return true;
    },
    give(freed) {
      left += freed;
    },
  };
}

/** What an empty span takes. */
const spanBytes = 200;

/**
 * Makes a track that keeps at most `maxWaiting` spans, as far as there is room. What is too much is dropped, and read
 * from the log like what never came; `onDropped` is told how many spans.
 */
export function createTrack(teller: Teller, maxWaiting: number, room: Room, onDropped: (count: number) => void): Track {
  let next: number | undefined;
  let waiting: Span[] = [];
  /** The furthest that was heard of. */
  let known = 0;

  const clear = () => {
    for (const { bytes } of waiting) room.give(bytes + spanBytes);
    waiting = [];
  };
  const tell = (span: Span) => {
    for (const record of span.records) {
      if (record.offset < (next ?? 0)) continue;
      next = record.offset + 1;
      teller.onRecord(record);
    }
    next = Math.max(next ?? 0, span.to);
  };
  const drain = () => {
    for (let first = waiting[0]; first && next !== undefined && first.from <= next; first = waiting[0]) {
      waiting.shift();
      room.give(first.bytes + spanBytes);
      tell(first);
    }
  };
  const keep = (span: Span) => {
    if (waiting.length >= maxWaiting || !room.take(span.bytes + spanBytes)) {
      onDropped(waiting.length + 1);
      clear();
      return;
    }
    const after = waiting.findLastIndex((each) => each.from <= span.from);
    waiting.splice(after + 1, 0, span);
  };

  return {
    begin(at) {
      next ??= at;
      drain();
    },
    offer(span) {
      known = Math.max(known, span.to);
      if (next !== undefined && span.to <= next) return;
      if (next === undefined || span.from > next) return keep(span);
      tell(span);
      drain();
    },
    lose(at, lost) {
      if (next === undefined) return;
      const isAnew = lost.to < at || lost.to === lost.from;
      if (next < at) {
        // Who reads from where it stands sees it too; of a log that was made anew it knows already.
        if (!isAnew) known = Math.max(known, lost.to);
      } else if (isAnew) {
        clear();
        known = lost.to;
        next = lost.to;
        teller.onAnew(lost);
      } else if (lost.to > next) {
        const from = Math.max(lost.from, next);
        next = lost.to;
        teller.onLost({ ...lost, from });
        drain();
      }
    },
    next: () => next,
    hole() {
      const to = waiting[0]?.from ?? known;
      return next !== undefined && to > next ? { from: next, to } : undefined;
    },
    end: clear,
  };
}
