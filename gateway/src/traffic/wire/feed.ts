import { createChunkReader } from './chunks.ts';
import { MalformedResponse, readHead } from './response-head.ts';
import { complete, drop, fail, type Wire } from './wire.ts';

const maxHeadBytes = 16 * 1024;
const blankLine = Buffer.from('\r\n\r\n');
const beginning = Buffer.from('HTTP/1.');
/** What a step gives that has come to the end of the response, or of the bytes. */
const done = -1;

/**
 * Reads bytes of a response as they come, and tells the receiver. They are overwritten afterwards, so that all that is
 * kept is copied, but for a body that is there as a whole. False: the receiver wants no more for now.
 */
export function feed(wire: Wire, bytes: Buffer): boolean {
  // Nobody asked for it: the next answer could be taken for another one's.
  if (wire.phase === 'idle' || wire.phase === 'waiting') {
    drop(wire);
    return true;
  }
  try {
    let at = 0;
    while (at !== done && at < bytes.length) at = step(wire, bytes, at);
  } catch (error) {
    fail(wire, error instanceof Error ? error : new MalformedResponse(String(error)));
  }
  return !wire.paused;
}

function step(wire: Wire, bytes: Buffer, at: number): number {
  if (wire.phase === 'head') return stepHead(wire, bytes, at);
  if (wire.phase === 'length') return stepLength(wire, bytes, at);
  if (wire.phase === 'chunked') return stepChunked(wire, bytes, at);
  wire.control && wire.receiver?.onResponseData(wire.control, Buffer.from(bytes.subarray(at)));
  return done;
}

function stepHead(wire: Wire, bytes: Buffer, at: number): number {
  const { begun, control, receiver } = wire;
  const had = begun?.length ?? 0;
  const text = begun ? Buffer.concat([begun, bytes.subarray(at)]) : bytes.subarray(at);
  const end = text.indexOf(blankLine);
  if (end > maxHeadBytes || (end === -1 && text.length > maxHeadBytes))
    throw new MalformedResponse('the head is too large');
  if (!isBeginning(text)) throw new MalformedResponse('no HTTP/1');
  if (end === -1) {
    wire.begun = Buffer.from(text);
    return done;
  }
  wire.begun = undefined;
  const next = at + end + blankLine.length - had;
  const head = readHead(text.toString('latin1', 0, end));
  if (head.status < 200) {
    if (head.status < 102) throw new MalformedResponse(`status ${head.status}, which was not asked for`);
    return next;
  }
  wire.head = head;
  wire.left = head.length;
  wire.chunks = head.framing === 'chunked' ? createChunkReader() : undefined;
  const isEmpty = head.framing === 'none' || (head.framing === 'length' && head.length === 0);
  if (head.framing !== 'none') wire.phase = head.framing;
  if (control) receiver?.onResponseStart(control, head.status, head.headers);
  if (wire.receiver !== receiver) return done;
  if (!isEmpty) return next;
  complete(wire, next < bytes.length);
  return done;
}

/** Whether a response may begin so: one who speaks another protocol would be waited for in vain. */
function isBeginning(text: Buffer): boolean {
  const length = Math.min(text.length, beginning.length);
  return beginning.compare(text, 0, length, 0, length) === 0;
}

function stepLength(wire: Wire, bytes: Buffer, at: number): number {
  const { receiver, control, head } = wire;
  const end = Math.min(bytes.length, at + wire.left);
  const piece = bytes.subarray(at, end);
  const isWhole = piece.length === head?.length && head.headers['content-encoding'] === undefined;
  wire.left -= piece.length;
  if (control) receiver?.onResponseData(control, isWhole ? piece : Buffer.from(piece));
  if (wire.receiver !== receiver) return done;
  if (wire.left > 0) return end;
  complete(wire, end < bytes.length);
  return done;
}

function stepChunked(wire: Wire, bytes: Buffer, at: number): number {
  const { receiver, control, chunks } = wire;
  const emit = (piece: Buffer) => {
    if (control) receiver?.onResponseData(control, Buffer.from(piece));
    return wire.receiver === receiver;
  };
  const end = chunks?.read(bytes, at, emit) ?? done;
  if (wire.receiver === receiver && end !== done) complete(wire, end < bytes.length);
  return done;
}
