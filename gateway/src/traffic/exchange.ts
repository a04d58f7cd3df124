import type { CallSpan } from './call-span.ts';
import type { CallerScope } from './caller-scope.ts';
import { connectionFault, type Fault, notReady, tokenRefused, unavailable } from './fault.ts';
import type { Control, Lane, Receiver } from './lane.ts';
import { isJsonType } from './read-answer.ts';
import type { Call, SubgraphRequest } from './subgraph-client.ts';
import type { Waiter } from './waiting.ts';

/** What an attempt tells of itself to the client that made it. */
export type Owner = {
  readonly subgraph: string;
  readonly maxAnswerBytes: number;
  /** Bytes that are held for answers not yet whole, of all attempts together, and how many there may be. */
  heldBytes: number;
  readonly maxHeldBytes: number;
  /** The network is done with the attempt: all bytes are there, or what went wrong is known. */
  ended(exchange: Exchange, fault: Fault | undefined): void;
};

/** What is asked, and for whom. */
export type Errand = {
  readonly request: SubgraphRequest;
  readonly call: Call;
  readonly scope: CallerScope;
  /** Headers by rule, as name, value, name, value … */
  readonly headers: readonly string[];
  /** Under which others may join in and the answer may be kept; absent when neither may be. */
  readonly key: string | undefined;
};

/** One attempt to get one answer: the receiver and what is known of the attempt in one object, to be made cheaply. */
export type Exchange = Receiver & {
  readonly owner: Owner;
  readonly errand: Errand;
  /** Those who are still to be answered, the one it was begun for first. */
  readonly waiters: Waiter[];
  /** Whether it is the second attempt. */
  readonly again: boolean;
  /** When it was given to a lane; 0 before. */
  sentAt: number;
  probe: boolean;
  lane: Lane | undefined;
  control: Control | undefined;
  span: CallSpan | undefined;
  /** Why it ends early, once it does. */
  fault: Fault | undefined;
  /** Nobody waits any more. */
  over: boolean;
  /** Its index in the list of those that are watched; -1 when it is not. */
  place: number;
  status: number;
  coding: unknown;
  chunks: Buffer[];
  bytes: number;
  /** Of the answer, since others had their turn. */
  bytesInTurn: number;
};

/** A piece of an answer costs memory of its own, which a subgraph that sends single bytes could make much of. */
const bytesPerChunk = 128;
/** As much of one answer is read at once; a large one must not keep the event loop from everybody else. */
const bytesPerTurn = 64 * 1024;
const givenUp = new Error('given up');

/** Makes an attempt that is not sent yet. */
export function createExchange(owner: Owner, errand: Errand, waiters: Waiter[], again: boolean): Exchange {
  return {
    owner,
    errand,
    waiters,
    again,
    sentAt: 0,
    probe: false,
    lane: undefined,
    control: undefined,
    span: undefined,
    fault: undefined,
    over: false,
    place: -1,
    status: 0,
    coding: undefined,
    chunks: [],
    bytes: 0,
    bytesInTurn: 0,
    onRequestStart,
    onResponseStart,
    onResponseData,
    onResponseEnd,
    onResponseError,
  };
}

/** Ends an attempt that is under way; the owner hears of it. One that undici has not begun ends when it does. */
export function giveUp(exchange: Exchange, fault: Fault): void {
  exchange.fault ??= fault;
  exchange.control?.abort(givenUp);
}

function onRequestStart(this: Exchange, control: Control): void {
  // With HTTP/2, undici sends a request again when another one took the connection down.
  release(this);
  this.control = control;
  if (this.fault) control.abort(givenUp);
}

function onResponseStart(this: Exchange, _: Control, status: number, headers: Readonly<Record<string, unknown>>): void {
  // Of informational responses there may be any number before the one that counts.
  if (status < 200) return;
  this.status = status;
  this.coding = headers['content-encoding'];
  const fault = headFault(this.owner, status, headers);
  if (fault) giveUp(this, fault);
}

function onResponseData(this: Exchange, control: Control, chunk: Buffer): void {
  const { owner } = this;
  const size = chunk.length + bytesPerChunk;
  this.chunks.push(chunk);
  this.bytes += size;
  owner.heldBytes += size;
  if (this.bytes > owner.maxAnswerBytes) giveUp(this, unavailable(owner.subgraph, 'the answer is too large'));
  else if (owner.heldBytes > owner.maxHeldBytes)
    giveUp(this, unavailable(owner.subgraph, 'too much is coming at once'));
  this.bytesInTurn += size;
  if (this.bytesInTurn < bytesPerTurn || this.fault) return;
  this.bytesInTurn = 0;
  control.pause();
  setImmediate(resume, control);
}

function resume(control: Control): void {
  control.resume();
}

function onResponseEnd(this: Exchange): void {
  this.owner.heldBytes -= this.bytes;
  this.owner.ended(this, this.fault);
}

function onResponseError(this: Exchange, _: unknown, error: Error): void {
  release(this);
  this.owner.ended(this, this.fault ?? connectionFault(this.owner.subgraph, error));
}

function release(exchange: Exchange): void {
  exchange.owner.heldBytes -= exchange.bytes;
  exchange.bytes = 0;
  exchange.chunks = [];
}

/** What the head of a response says against reading on. Redirects are not followed: they would carry the token away. */
function headFault(owner: Owner, status: number, headers: Readonly<Record<string, unknown>>): Fault | undefined {
  const { subgraph, maxAnswerBytes } = owner;
  if (status === 401) return tokenRefused(subgraph);
  if (status === 503) return notReady(subgraph, 'status 503');
  const type = headers['content-type'];
  if (status < 400 ? status >= 300 : status === 502 || status === 504) return unavailable(subgraph, `status ${status}`);
  if (!isJsonType(type))
    return unavailable(subgraph, `status ${status} with content type ${String(type).slice(0, 100)}`);
  if (Number(headers['content-length']) > maxAnswerBytes) return unavailable(subgraph, 'the answer is too large');
  return undefined;
}
