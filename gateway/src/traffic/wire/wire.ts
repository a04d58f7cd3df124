import type { Socket } from 'node:net';
import type { Control, LaneRequest, Receiver } from '../lane.ts';
import type { ChunkReader } from './chunks.ts';
import { type Connect, createConnect } from './connect.ts';
import type { ResponseHead } from './response-head.ts';

/** Nothing to do; a request that is not sent; a response's head; its body, by how its end is told. */
export type Phase = 'idle' | 'waiting' | 'head' | 'length' | 'chunked' | 'close';

/** A connection with what is under way on it: one request at a time. */
export type Wire = {
  readonly connect: Connect;
  readonly host: string;
  socket: Socket | undefined;
  /** Whether the socket is connected. */
  ready: boolean;
  closed: boolean;
  phase: Phase;
  request: LaneRequest | undefined;
  receiver: Receiver | undefined;
  control: Control | undefined;
  paused: boolean;
  /** Of a head that is not whole yet. */
  begun: Buffer | undefined;
  head: ResponseHead | undefined;
  /** Bytes of the body that are still to come, where its length is known. */
  left: number;
  chunks: ChunkReader | undefined;
  /** Until when the server keeps the connection, as far as is known, in epoch milliseconds. */
  keptUntil: number;
};

/** What a server keeps an idle connection for that says nothing of it. Node's own do for 5 s. */
const usualKeepMs = 6_000;
/** A server may close the connection this much sooner than it says, as seen from here. */
const marginMs = 2_000;

/** Makes a wire that is not connected yet. */
export function createWire(origin: URL, connectTimeoutMs: number): Wire {
  return {
    connect: createConnect(origin, connectTimeoutMs),
    host: origin.host,
    socket: undefined,
    ready: false,
    closed: false,
    phase: 'idle',
    request: undefined,
    receiver: undefined,
    control: undefined,
    paused: false,
    begun: undefined,
    head: undefined,
    left: 0,
    chunks: undefined,
    keptUntil: 0,
  };
}

/** The response is whole. The connection is kept if it may be; not when there is `more`, which nobody asked for. */
export function complete(wire: Wire, more: boolean): void {
  const { receiver, head, socket } = wire;
  const isKept = head?.keepAlive === true && !more && socket?.writableLength === 0;
  rest(wire);
  if (isKept) wire.keptUntil = Date.now() + (head.keepAliveMs ?? usualKeepMs) - marginMs;
  else drop(wire);
  receiver?.onResponseEnd();
}

/** Ends what is under way, and the connection with it. */
export function fail(wire: Wire, error: Error): void {
  const { receiver, control } = wire;
  rest(wire);
  drop(wire);
  receiver?.onResponseError(control, error);
}

/** Gives the connection up. What waits to be sent will be sent on another one. */
export function drop(wire: Wire): void {
  const { socket } = wire;
  wire.socket = undefined;
  wire.ready = false;
  socket?.destroy();
}

function rest(wire: Wire): void {
  wire.phase = 'idle';
  wire.request = undefined;
  wire.receiver = undefined;
  wire.control = undefined;
  wire.paused = false;
  wire.begun = undefined;
  wire.head = undefined;
  wire.chunks = undefined;
}
