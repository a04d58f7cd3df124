import { type Gap, gapText } from './gap.ts';
import type { Positions } from './log/record.ts';
import type { Given, Queue } from './queue.ts';
import type { SharedEvent } from './shared-event.ts';
import type { StreamPart } from './stream.ts';

type Waiting = { readonly event: SharedEvent; readonly at: Positions };

/** Hands to a client, part by part, what waits for it. */
export type Handover = {
  /** The part to be given now; undefined: there is none, and `rung` resolves when there may be. */
  give(): StreamPart | undefined;
  rung(): Promise<void>;
  ring(): void;
  /** The client has taken what it was given last. */
  acknowledge(): void;
  cursor(): string;
  begin(text: (cursor: string) => string, at: Positions): void;
  warn(expiresAt: number): void;
  /** Whether nothing waits, nor is being resolved. */
  isEmpty(): boolean;
  clear(): void;
};

/** What the handover asks of its session. */
export type HandoverSession = {
  encode(positions: Positions): string;
  /** Where the session stands that has given all it has. */
  standing(): Positions;
  /** Something was taken from the queue. */
  onTaken(): void;
};

/** Makes the handover of a queue to a client that has what lies before `start`. */
export function createHandover(
  queue: Queue<Waiting>,
  start: Positions,
  watch: { onGap(gap: Gap): void; onDelivered(event: SharedEvent, superseded: number): void },
  { encode, standing, onTaken }: HandoverSession,
): Handover {
  let taken = start;
  let inHand: { readonly at: Positions; readonly event?: SharedEvent; readonly superseded: number } | undefined;
  let current: Given<Waiting> | undefined;
  let opening: { readonly text: (cursor: string) => string; readonly at: Positions } | undefined;
  let warning: StreamPart | undefined;
  let wake: (() => void) | undefined;
  const ring = () => {
    const waker = wake;
    wake = undefined;
    waker?.();
  };
  const hand = (text: string, at: Positions, event?: SharedEvent, superseded = 0): StreamPart => {
    inHand = event ? { at, event, superseded } : { at, superseded };
    return { kind: 'next', text, cursor: encode(at) };
  };
  const give = (given: Given<Waiting>): StreamPart | undefined => {
    if (given.kind === 'gap') {
      current = undefined;
      watch.onGap(given.gap);
      return hand(gapText(given.gap, encode), given.gap.to);
    }
    const { event, at } = given.event;
    const text = event.text(at, given.superseded);
    if (text === undefined) {
      event.whenReady(ring);
      return undefined;
    }
    current = undefined;
    event.release();
    return hand(text, at, event, given.superseded);
  };
  const takeNext = (): Given<Waiting> | undefined => {
    const next = queue.shift();
    if (next) onTaken();
    return next;
  };
  return {
    give() {
      const part = warning;
      warning = undefined;
      if (part) return part;
      if (opening) {
        const { text, at } = opening;
        opening = undefined;
        return hand(text(encode(at)), at);
      }
      current ??= takeNext();
      return current && give(current);
    },
    rung: () =>
      new Promise((resolve) => {
        wake = resolve;
      }),
    ring,
    acknowledge() {
      if (!inHand) return;
      taken = inHand.at;
      if (inHand.event) watch.onDelivered(inHand.event, inHand.superseded);
      inHand = undefined;
    },
    cursor() {
      const hasAll = !inHand && !current && !opening && queue.size() === 0;
      return encode(hasAll ? standing() : taken);
    },
    begin(text, at) {
      opening = { text, at };
    },
    warn(expiresAt) {
      warning = { kind: 'expiring', expiresAt };
      ring();
    },
    isEmpty: () => !current && !opening && queue.size() === 0,
    clear() {
      if (current?.kind === 'event') current.event.event.release();
      current = undefined;
      opening = undefined;
      queue.clear();
    },
  };
}
