import { ProtocolError } from '../protocol/reader.ts';

const lengthBytes = 4;

export type Frames = {
  /** Takes what arrived and answers the requests that are now complete. Throws ProtocolError on an impossible length. */
  readonly push: (chunk: Buffer) => readonly Buffer[];
};

/** Cuts a byte stream into length-prefixed requests. Holds no more than what has arrived, whatever the length claims. */
export function createFrames(maxBytes: number): Frames {
  let chunks: Buffer[] = [];
  let held = 0;
  let needed = lengthBytes;
  function join(): Buffer {
    const joined = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, held); // length was checked
    chunks = [joined];
    return joined;
  }
  return {
    push(chunk) {
      chunks.push(chunk);
      held += chunk.length;
      if (held < needed) return [];
      const frames: Buffer[] = [];
      let bytes = join();
      needed = lengthBytes;
      while (bytes.length >= needed) {
        const length = bytes.readInt32BE(0);
        if (length < 0 || length > maxBytes) throw new ProtocolError(`a request of ${length} bytes`);
        needed = lengthBytes + length;
        if (bytes.length < needed) break;
        frames.push(bytes.subarray(lengthBytes, needed));
        bytes = bytes.subarray(needed);
        needed = lengthBytes;
      }
      chunks = bytes.length > 0 ? [bytes] : [];
      held = bytes.length;
      return frames;
    },
  };
}
