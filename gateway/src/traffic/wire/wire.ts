import type { Socket } from 'node:net';
import { turnTime } from '../../turn-clock.ts';
import type { Control, LaneRequest, Receiver } from '../lane.ts';
import type { ChunkReader } from './chunks.ts';
import { type Connect, createConnect } from './connect.ts';
import type { ResponseHead } from './response-head.ts';

/** One request on a wire. */
export type Turn = Control & {
  readonly wire: Wire;
  readonly request: LaneRequest;
  /** Undefined once nobody waits for the answer, which is passed over then. */
  receiver: Receiver | undefined;
  /** How often it was written. */
  tries: number;
};

/** What comes next of the response to the first turn: its head; its body, by how its end is told. */
type Phase = 'head' | 'length' | 'chunked' | 'close';

/** A connection with what is under way on it. */
export type Wire = {
  readonly connect: Connect;
  readonly host: string;
  /** Requests at a time. */
  readonly room: number;
  /** Writes what is not sent yet, over a new connection where there is none. */
  readonly flush: (wire: Wire) => void;
  socket: Socket | undefined;
  /** Whether the socket is connected. */
  ready: boolean;
  closed: boolean;
  /** In the order in which they are answered; the first `sent` of them are written. */
  readonly turns: Turn[];
  sent: number;
  /** Whether it is going to be flushed. */
  isDue: boolean;
  phase: Phase;
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
/** A request whose connection was lost to another one is written again, once. */
const maxTries = 2;
/** An answer that nobody waits for holds up those behind it for so long at most. */
const patienceMs = 250;

/** Makes a wire that is not connected yet. */
export function createWire(origin: URL, connectTimeoutMs: number, room: number, flush: Wire['flush']): Wire {
  return {
    connect: createConnect(origin, connectTimeoutMs),
    host: origin.host,
    room,
    flush,
    socket: undefined,
    ready: false,
    closed: false,
    turns: [],
    sent: 0,
    isDue: false,
    phase: 'head',
    paused: false,
    begun: undefined,
    head: undefined,
    left: 0,
    chunks: undefined,
    keptUntil: 0,
  };
}

/**
 * Requests of this turn of the event loop. They are sent at its end, when everything that servers had sent until then
 * was read: what comes on a connection that nobody asks anything of would be taken for the next one's answer. Those of
 * one connection are one write then.
 */
const due: Wire[] = [];

/** Has the wire flushed at the end of this turn of the event loop. */
export function makeDue(wire: Wire): void {
  if (wire.isDue) return;
  wire.isDue = true;
  if (due.push(wire) === 1) setImmediate(flushDue);
}

function flushDue(): void {
  for (const wire of due.splice(0)) {
    wire.isDue = false;
    if (wire.turns.length > wire.sent) wire.flush(wire);
  }
}

/**
 * The first turn's response is whole. The connection is kept if it may be; not when there is `more`, which nobody asked
 * for. True when `more` is the next turn's.
 */
export function complete(wire: Wire, more: boolean): boolean {
  const { head, socket } = wire;
  const turn = wire.turns.shift();
  wire.sent -= 1;
  rest(wire);
  const isBroken = wire.sent === 0 && (more || socket?.writableLength !== 0);
  if (head?.keepAlive !== true || isBroken) {
    // Nothing else was looked at by a server that closes behind this one (RFC 9112, 9.6).
    for (const other of wire.turns) other.tries = 0;
    resend(wire);
  } else wire.keptUntil = turnTime() + (head.keepAliveMs ?? usualKeepMs) - marginMs;
  if (wire.sent > 0) limitPatience(wire);
  turn?.receiver?.onResponseEnd();
  return wire.socket === socket && wire.sent > 0;
}

/** Ends the first turn, and the connection with it. */
export function fail(wire: Wire, error: Error): void {
  const turn = wire.turns.shift();
  resend(wire);
  turn?.receiver?.onResponseError(turn, error);
}

/** Ends everything that is under way, and the connection with it. */
export function failAll(wire: Wire, error: Error): void {
  const turns = wire.turns.splice(0);
  drop(wire);
  for (const turn of turns) turn.receiver?.onResponseError(turn, error);
}

/** Gives the connection up. What waits to be sent will be sent on another one. */
export function drop(wire: Wire): void {
  const { socket } = wire;
  wire.socket = undefined;
  wire.ready = false;
  wire.sent = 0;
  rest(wire);
  socket?.destroy();
}

/** Gives the connection up, and sends on another one what was not answered yet: only what may be asked twice shares one. */
export function resend(wire: Wire): void {
  drop(wire);
  if (wire.turns.length === 0) return;
  const turns = wire.turns.splice(0).filter(({ receiver }) => receiver);
  wire.turns.push(...turns.filter(({ tries }) => tries < maxTries));
  makeDue(wire);
  const lost = Object.assign(new Error('the connection was lost'), { code: 'ECONNRESET' });
  for (const turn of turns) if (turn.tries >= maxTries) turn.receiver?.onResponseError(turn, lost);
}

/** Ends the connection when the first turn is one that nobody waits for, and stays that. */
export function limitPatience(wire: Wire): void {
  const [turn] = wire.turns;
  if (!turn || turn.receiver) return;
  setTimeout(() => wire.turns[0] === turn && resend(wire), patienceMs);
}

function rest(wire: Wire): void {
  wire.phase = 'head';
  wire.paused = false;
  wire.begun = undefined;
  wire.head = undefined;
  wire.chunks = undefined;
}
