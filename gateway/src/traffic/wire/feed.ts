import { createChunkReader } from './chunks.ts';
import { MalformedResponse, type ResponseHead, recallHead } from './response-head.ts';
import { canPassOver } from './turn.ts';
import { complete, drop, fail, failAll, resend, type Wire } from './wire.ts';

const maxHeadBytes = 16 * 1024;
const blankLine = Buffer.from('\r\n\r\n');
const beginning = Buffer.from('HTTP/1.');
/** What a step gives that has come to the end of the bytes, or of what may be read of them. */
const done = -1;

/**
 * Reads bytes of a response as they come, and tells the receiver. They are overwritten afterwards, so that all that is
 * kept is copied, but for a body that is there as a whole. False: the receiver wants no more for now.
 */
export function feed(wire: Wire, bytes: Buffer): boolean {
  // Nobody asked for it: the next answer could be taken for another one's.
  if (wire.sent === 0) {
    drop(wire);
    return true;
  }
  try {
    let at = 0;
    while (at !== done && at < bytes.length) at = step(wire, bytes, at);
  } catch (error) {
    if (error instanceof MalformedResponse) fail(wire, error);
    else failAll(wire, error instanceof Error ? error : new MalformedResponse(String(error)));
  }
  return !wire.paused;
}

function step(wire: Wire, bytes: Buffer, at: number): number {
  if (wire.phase === 'head') return stepHead(wire, bytes, at);
  if (wire.phase === 'length') return stepLength(wire, bytes, at);
  if (wire.phase === 'chunked') return stepChunked(wire, bytes, at);
  const [turn] = wire.turns;
  turn?.receiver?.onResponseData(turn, Buffer.from(bytes.subarray(at)));
  return done;
}

function stepHead(wire: Wire, bytes: Buffer, at: number): number {
  const { begun } = wire;
  const had = begun?.length ?? 0;
  const rest = at === 0 ? bytes : bytes.subarray(at);
  const text = begun ? Buffer.concat([begun, rest]) : rest;
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
  const head = recallHead(text.toString('latin1', 0, end));
  if (head.status < 200) {
    if (head.status < 102) throw new MalformedResponse(`status ${head.status}, which was not asked for`);
    return next;
  }
  return beginBody(wire, head, bytes, next);
}

function beginBody(wire: Wire, head: ResponseHead, bytes: Buffer, at: number): number {
  const [turn] = wire.turns;
  wire.head = head;
  wire.left = head.length;
  wire.chunks = head.framing === 'chunked' ? createChunkReader() : undefined;
  if (head.framing !== 'none') wire.phase = head.framing;
  if (turn?.receiver) turn.receiver.onResponseStart(turn, head.status, head.headers);
  else if (!canPassOver(wire)) resend(wire);
  if (wire.turns[0] !== turn || wire.head !== head) return done;
  const isEmpty = head.framing === 'none' || (head.framing === 'length' && head.length === 0);
  if (!isEmpty) return at;
  return complete(wire, at < bytes.length) ? at : done;
}

/** Whether a response may begin so: one who speaks another protocol would be waited for in vain. */
function isBeginning(text: Buffer): boolean {
  const length = Math.min(text.length, beginning.length);
  return beginning.compare(text, 0, length, 0, length) === 0;
}

function stepLength(wire: Wire, bytes: Buffer, at: number): number {
  const { head } = wire;
  const [turn] = wire.turns;
  const end = Math.min(bytes.length, at + wire.left);
  const piece = bytes.subarray(at, end);
  const isWhole = piece.length === head?.length && head.headers['content-encoding'] === undefined;
  wire.left -= piece.length;
  turn?.receiver?.onResponseData(turn, isWhole ? piece : Buffer.from(piece));
  if (wire.turns[0] !== turn || wire.head !== head) return done;
  if (wire.left > 0) return end;
  return complete(wire, end < bytes.length) ? end : done;
}

function stepChunked(wire: Wire, bytes: Buffer, at: number): number {
  const { chunks, head } = wire;
  const [turn] = wire.turns;
  const emit = (piece: Buffer) => {
    turn?.receiver?.onResponseData(turn, Buffer.from(piece));
    return wire.turns[0] === turn && wire.head === head;
  };
  const end = chunks?.read(bytes, at, emit) ?? done;
  if (end === done || wire.turns[0] !== turn || wire.head !== head) return done;
  return complete(wire, end < bytes.length) ? end : done;
}
