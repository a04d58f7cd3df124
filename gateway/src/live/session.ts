import type { Overflow } from './declaration/field.ts';
import { type Ending, left, tooSlow } from './ending.ts';
import { type Gap, gapOfEvent, gapOfLost } from './gap.ts';
import type { Group, Member } from './group.ts';
import { createHandover } from './handover.ts';
import type { LiveRecord, Lost, Positions } from './log/record.ts';
import { createQueue, type Pushed } from './queue.ts';
import type { SharedEvent } from './shared-event.ts';
import { createStance } from './stance.ts';
import type { StreamPart } from './stream.ts';

/** What happens to the events of a session, for those who count. */
export type SessionWatch = {
  onMatched(pushed: Pushed): void;
  onGap(gap: Gap): void;
  /** The client has taken it, and with it so many older ones that it stands for. */
  onDelivered(event: SharedEvent, superseded: number): void;
  /** It is told nothing more. */
  onClosed(): void;
  /** It gives nothing more. */
  onEnded(): void;
};

export type SessionRules = {
  /** Events that may wait for the client. */
  readonly capacity: number;
  readonly overflow: Overflow;
  /** When a client that is sent away may come back. */
  readonly retryAfterMs: () => number;
};

/** What the log tells a session. What is given back resolves when there is room for more. */
export type Replayed = {
  onEvent(event: SharedEvent | 'unreadable', record: LiveRecord): Promise<void> | undefined;
  onLost(lost: Lost): Promise<void> | undefined;
  /** Everything of the partition before was handed on. */
  onAdvance(topic: string, partition: number, next: number): void;
};

/** One client's subscription, from its events to what the client is given. */
export type Session = {
  group(): Group;
  /** The next part for the client, which has taken the one before; undefined when it is over. Errors: as its ending has it. */
  next(): Promise<StreamPart | undefined>;
  /** From where the client can go on if it goes away now: behind all that it has taken, and before all else. */
  cursor(): string;
  /** Gives this before anything else. */
  begin(text: (cursor: string) => string): void;
  readonly replayed: Replayed;
  /** From now on the feed tells it what comes. `told`: where the feed stands. */
  goLive(told: () => Positions): void;
  /** Belongs to another group from now on; what waits is resolved by the one it came by. */
  move(group: Group): void;
  /** Tells the client that its token ends then. */
  warn(expiresAt: number): void;
  end(ending: Ending): void;
  isOver(): boolean;
  /** How many events and gaps wait. */
  waiting(): number;
};

/** Makes a session that stands at `start` and is told nothing yet. */
export function createSession(first: Group, start: Positions, rules: SessionRules, watch: SessionWatch): Session {
  let group = first;
  let ending: Ending | undefined;
  let isLive = false;
  let isOver = false;
  let makeRoom: (() => void) | undefined;
  const stance = createStance(start);
  const queue = createQueue<{ readonly event: SharedEvent; readonly at: Positions }>(
    rules.capacity,
    rules.overflow,
    ({ event }) => event.release(),
  );
  const handover = createHandover(queue, start, watch, {
    encode: (at) => group.encode(at),
    standing: stance.now,
    onTaken: () => queue.hasRoom() && letMore(),
  });
  const letMore = () => {
    makeRoom?.();
    makeRoom = undefined;
  };
  const isClosed = () => isOver || ending !== undefined;
  const push = (event: SharedEvent, at: Positions): void => {
    event.hold();
    const missed = () => gapOfEvent('OVERFLOW', event.record, at);
    const pushed = queue.push({ kind: 'event', event: { event, at }, key: event.reading.key, missed });
    watch.onMatched(pushed);
    if (pushed === 'full') {
      event.release();
      end(tooSlow(rules.retryAfterMs()));
    }
    handover.ring();
  };
  const pushGap = (gap: Gap): void => {
    if (!queue.pushGap(gap)) end(tooSlow(rules.retryAfterMs()));
    handover.ring();
  };
  const room = (): Promise<void> | undefined => {
    if (queue.hasRoom() || isClosed()) return undefined;
    return new Promise((resolve) => {
      makeRoom = resolve;
    });
  };
  const letGo = () => {
    if (isOver) return;
    isOver = true;
    handover.clear();
    letMore();
    group.leave();
    watch.onEnded();
  };
  const end = (how: Ending) => {
    if (isOver || (ending && how !== left && (how.isPatient || !ending.isPatient))) return;
    // Nothing comes any more, so this is where it stands for good.
    stance.stay();
    if (isLive) group.quit(member);
    isLive = false;
    if (!ending) watch.onClosed();
    ending = how;
    if (how === left) letGo();
    letMore();
    handover.ring();
  };
  const finish = ({ lastText, toError, retryAfterMs = 0 }: Ending): StreamPart | undefined => {
    const cursor = handover.cursor();
    letGo();
    if (toError) throw toError(cursor);
    return lastText && { kind: 'next', text: lastText(cursor), cursor, retryAfterMs };
  };
  const member: Member = {
    onEvent(event, at) {
      if (!stance.has(event.record)) push(event, stance.beside(at));
    },
    onUnreadable(record, at) {
      if (!stance.has(record)) pushGap(gapOfEvent('UNREADABLE', record, stance.beside(at)));
    },
    onLost(lost, at) {
      if (!stance.has({ ...lost, offset: lost.to - 1 })) pushGap(gapOfLost('TAIL', lost, stance.beside(at)));
    },
  };
  group.enter();
  return {
    group: () => group,
    async next() {
      handover.acknowledge();
      for (;;) {
        if (isOver) return undefined;
        const part = ending && !ending.isPatient ? undefined : handover.give();
        if (part) return part;
        if (ending && (!ending.isPatient || handover.isEmpty())) return finish(ending);
        await handover.rung();
      }
    },
    cursor: handover.cursor,
    begin: (text) => handover.begin(text, start),
    replayed: {
      onEvent(event, record) {
        if (isClosed()) return undefined;
        stance.put({ ...record, offset: record.offset + 1 });
        if (event === 'unreadable') pushGap(gapOfEvent('UNREADABLE', record, stance.now()));
        else push(event, stance.now());
        return room();
      },
      onLost(lost) {
        if (isClosed()) return undefined;
        stance.put({ ...lost, offset: lost.to });
        pushGap(gapOfLost('RETENTION', lost, stance.now()));
        return room();
      },
      onAdvance(topic, partition, offset) {
        if (!isClosed()) stance.put({ topic, partition, offset });
      },
    },
    goLive(told) {
      if (isClosed()) return;
      isLive = true;
      stance.follow(told);
      group.join(member);
    },
    move(next) {
      if (isClosed()) return;
      next.enter();
      if (isLive) {
        group.quit(member);
        next.join(member);
      }
      group.leave();
      group = next;
    },
    warn: handover.warn,
    end,
    isOver: isClosed,
    waiting: queue.size,
  };
}
