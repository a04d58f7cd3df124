import type { Socket } from 'node:net';
import { type PlainHead, readPlainHead } from './plain-head.ts';

/** A request of which everything has come. */
export type PlainRequest = { readonly head: PlainHead; readonly body: Buffer; readonly socket: Socket };

/** Answers a request, and tells when that is done. False, and nothing has happened, for one that somebody else is to answer. */
export type TakePlain = (request: PlainRequest, answered: () => void) => boolean;

/** How connections are kept. */
export type Keeping = {
  /** Whether they are to end with the request that is under way on them. */
  readonly isClosing: () => boolean;
  /** How long they wait for the next request, in milliseconds. */
  readonly keepMs: number;
};

export type PlainOptions = Keeping & {
  readonly take: TakePlain;
  /** Gets a connection, with the bytes put back that were read of it, for all that is not read here. */
  readonly elsewhere: (socket: Socket, bytes: Buffer) => void;
  /** How long a connection waits until something comes by it, in milliseconds. */
  readonly firstMs: number;
};

export type PlainConnections = {
  open(socket: Socket): void;
  /** Ends those on which no request is under way. */
  closeIdle(): void;
};

type Plain = {
  readonly socket: Socket;
  isBusy: boolean;
  /** What came while a request was under way. */
  early: Buffer | undefined;
  /** The head of the request before, as bytes and as it was read: most clients send the same again and again. */
  bytes: Buffer;
  head: PlainHead | undefined;
  readonly answered: () => void;
  readonly leave: (bytes: Buffer) => void;
};

const blankLine = Buffer.from('\r\n\r\n');
const nothing = Buffer.alloc(0);
const maxHeadBytes = 8 * 1024;

/**
 * Makes what reads plain requests from connections, one at a time, each from what was read at once. With the first that
 * is anything else the connection is somebody else's, and stays so.
 */
export function createPlainConnections(options: PlainOptions): PlainConnections {
  const all = new Set<Plain>();
  return {
    open: (socket) => open(socket, options, all),
    closeIdle() {
      for (const { socket, isBusy } of all) if (!isBusy) socket.destroy();
    },
  };
}

function open(socket: Socket, options: PlainOptions, all: Set<Plain>): void {
  const leave = (bytes: Buffer) => {
    all.delete(plain);
    for (const [event, listener] of Object.entries(listeners)) socket.off(event, listener);
    socket.pause().setTimeout(0).unshift(bytes);
    options.elsewhere(socket, bytes);
    process.nextTick(() => socket.resume());
  };
  const answered = () => goOn(plain, options);
  const plain: Plain = { socket, isBusy: false, early: undefined, bytes: nothing, head: undefined, answered, leave };
  const listeners = {
    data: (bytes: Buffer) => receive(plain, bytes, options),
    // What is under way has a deadline of its own; an answer that nobody reads has none.
    timeout() {
      if (!plain.isBusy || socket.writableLength > 0) socket.destroy();
    },
    // A client that says no more has gone: hanging up and half closing look alike.
    end: () => socket.end(),
    error: () => socket.destroy(),
    close: () => all.delete(plain),
  };
  all.add(plain);
  socket.setTimeout(options.firstMs);
  for (const [event, listener] of Object.entries(listeners)) socket.on(event, listener);
}

function receive(plain: Plain, bytes: Buffer, options: PlainOptions): void {
  const { socket } = plain;
  if (plain.isBusy) {
    plain.early = plain.early ? Buffer.concat([plain.early, bytes]) : bytes;
    socket.pause();
    return;
  }
  if (plain.bytes === nothing) socket.setTimeout(options.keepMs);
  const head = headOf(plain, bytes);
  const at = plain.bytes.length;
  // One that goes on, or that others come along with, is not plain.
  const isWhole = head !== undefined && bytes.length === at + head.length;
  plain.isBusy = true;
  if (isWhole && options.take({ head, body: bytes.subarray(at), socket }, plain.answered)) return;
  plain.isBusy = false;
  plain.leave(bytes);
}

function headOf(plain: Plain, bytes: Buffer): PlainHead | undefined {
  const { length } = plain.bytes;
  if (plain.head && bytes.length >= length && plain.bytes.compare(bytes, 0, length) === 0) return plain.head;
  const end = bytes.indexOf(blankLine);
  plain.head = end === -1 || end > maxHeadBytes ? undefined : readPlainHead(bytes.toString('latin1', 0, end));
  plain.bytes = plain.head ? Buffer.from(bytes.subarray(0, end + blankLine.length)) : nothing;
  return plain.head;
}

function goOn(plain: Plain, { isClosing }: PlainOptions): void {
  const { socket, early } = plain;
  plain.isBusy = false;
  plain.early = undefined;
  if (!socket.writable) return;
  if (isClosing()) socket.end();
  else if (early) plain.leave(early);
}
