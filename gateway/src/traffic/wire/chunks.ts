import { MalformedResponse } from './response-head.ts';

/** Takes a body in chunks apart (RFC 9112 §7.1). */
export type ChunkReader = {
  /**
   * Reads on from an index; gives the index behind the body's end, or -1 when it goes on. `emit` gets every piece of
   * data and says whether to go on.
   * @throws MalformedResponse
   */
  read(bytes: Buffer, from: number, emit: (piece: Buffer) => boolean): number;
};

type State = { line: string; left: number; phase: 'size' | 'data' | 'after' | 'trailer'; trailerBytes: number };

const maxLine = 256;
const maxTrailerBytes = 4_096;
const trailer = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*$/;
const sizeLine = /^([0-9a-f]{1,8})(?:;[\t\x20-\x7e\x80-\xff]*)?$/i;

/** Makes the reader of one body. */
export function createChunkReader(): ChunkReader {
  const state: State = { line: '', left: 0, phase: 'size', trailerBytes: 0 };
  return {
    read: (bytes, from, emit) => {
      let at = from;
      while (at < bytes.length) {
        if (state.phase === 'data') {
          const end = Math.min(bytes.length, at + state.left);
          state.left -= end - at;
          const goesOn = emit(bytes.subarray(at, end));
          at = end;
          if (state.left === 0) state.phase = 'after';
          if (!goesOn) return -1;
          continue;
        }
        const end = bytes.indexOf(10, at);
        const upTo = end === -1 ? bytes.length : end + 1;
        state.line += bytes.toString('latin1', at, upTo);
        at = upTo;
        if (state.line.length > maxLine) throw new MalformedResponse('a line between chunks is too long');
        if (end !== -1 && endLine(state)) return at;
      }
      return -1;
    },
  };
}

/** Reads the line that is whole now; true when it was the last one. */
function endLine(state: State): boolean {
  const { line, phase } = state;
  if (!line.endsWith('\r\n')) throw new MalformedResponse('a line between chunks ends in a way of its own');
  const text = line.slice(0, -2);
  state.line = '';
  if (phase === 'after' && text !== '') throw new MalformedResponse('a chunk is longer than it says');
  if (phase === 'after') state.phase = 'size';
  else if (phase === 'size') readSize(state, text);
  else if (text === '') return true;
  else if (!trailer.test(text)) throw new MalformedResponse('a trailer that is none');
  else state.trailerBytes += text.length;
  if (state.trailerBytes > maxTrailerBytes) throw new MalformedResponse('too many trailers');
  return false;
}

function readSize(state: State, text: string): void {
  const [, size] = sizeLine.exec(text) ?? [];
  if (size === undefined) throw new MalformedResponse('a chunk without a size');
  state.left = Number.parseInt(size, 16);
  state.phase = state.left === 0 ? 'trailer' : 'data';
}
