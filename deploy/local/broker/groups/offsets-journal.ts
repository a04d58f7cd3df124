import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { z } from 'zod';

const line = z.union([
  z.object({
    group: z.string(),
    topic: z.string(),
    partition: z.int(),
    offset: z.number(),
    metadata: z.string().nullable(),
    at: z.number(),
  }),
  z.object({ removedTopic: z.string() }),
]);

export type JournalLine = z.output<typeof line>;

export type OffsetsJournal = {
  readonly lines: readonly JournalLine[];
  /** Written when it returns. */
  readonly append: (lines: readonly JournalLine[]) => void;
  /** Bytes written since the journal was last rewritten. */
  readonly grownBytes: () => number;
  /** Replaces all of it, atomically. */
  readonly rewrite: (lines: readonly JournalLine[]) => void;
  readonly close: () => void;
};

/**
 * A file of JSON lines that only grows until it is rewritten. What a crash left of a last line is cut off, a damaged
 * line skipped. `onWrite` hears of every write.
 */
export function openOffsetsJournal(path: string, onWrite: (path: string) => void): OffsetsJournal {
  const { lines, validBytes } = existsSync(path) ? readLines(readFileSync(path)) : { lines: [], validBytes: 0 };
  let descriptor = openSync(path, 'a');
  ftruncateSync(descriptor, validBytes);
  let size = validBytes;
  let rewrittenSize = validBytes;
  return {
    lines,
    append(added) {
      const text = Buffer.from(encode(added));
      try {
        let done = 0;
        while (done < text.length) done += writeSync(descriptor, text, done);
      } catch (error) {
        ftruncateSync(descriptor, size);
        throw error;
      }
      size += text.length;
      onWrite(path);
    },
    grownBytes: () => size - rewrittenSize,
    rewrite(kept) {
      const draft = `${path}.new`;
      const text = encode(kept);
      writeFileSync(draft, text, { flush: true });
      closeSync(descriptor);
      renameSync(draft, path);
      descriptor = openSync(path, 'a');
      size = Buffer.byteLength(text);
      rewrittenSize = size;
    },
    close() {
      fsyncSync(descriptor);
      closeSync(descriptor);
    },
  };
}

function encode(lines: readonly JournalLine[]): string {
  return lines.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}

function readLines(bytes: Buffer): { readonly lines: readonly JournalLine[]; readonly validBytes: number } {
  const lines: JournalLine[] = [];
  let start = 0;
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
    const parsed = parseLine(bytes.toString('utf8', start, end));
    if (parsed) lines.push(parsed);
    start = end + 1;
  }
  return { lines, validBytes: start };
}

function parseLine(text: string): JournalLine | undefined {
  try {
    return line.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
