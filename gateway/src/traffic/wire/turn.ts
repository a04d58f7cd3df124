import type { LaneRequest, Receiver } from '../lane.ts';
import { limitPatience, resend, type Turn, type Wire } from './wire.ts';

/** An answer that nobody waits for is read to its end if no more of it is to come: a new connection costs more. */
const passedOverBytes = 64 * 1024;

/** Puts a request behind those that are under way on a wire. */
export function addTurn(wire: Wire, request: LaneRequest, receiver: Receiver): Turn {
  const turn = { wire, request, receiver, tries: 0, abort, pause, resume };
  wire.turns.push(turn);
  return turn;
}

/** Whether the rest of the response to the first turn can be passed over. */
export function canPassOver({ head, left }: Wire): boolean {
  if (!head || head.framing === 'none') return true;
  return head.framing === 'length' && left <= passedOverBytes;
}

function abort(this: Turn, reason: Error): void {
  const { wire, receiver } = this;
  const at = wire.turns.indexOf(this);
  if (at === -1 || !receiver) return;
  this.receiver = undefined;
  if (at >= wire.sent) wire.turns.splice(at, 1);
  // Alone on its connection, or one of too many that are given up there.
  else if (wire.room === 1 || wire.turns.length > 2 * wire.room || (at === 0 && !canPassOver(wire))) resend(wire);
  else if (at === 0) limitPatience(wire);
  receiver.onResponseError(this, reason);
}

function pause(this: Turn): void {
  if (this.wire.turns[0] === this) this.wire.paused = true;
}

function resume(this: Turn): void {
  const { wire } = this;
  if (wire.turns[0] !== this || !wire.paused) return;
  wire.paused = false;
  wire.socket?.resume();
}
