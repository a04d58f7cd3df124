import { log } from '@fiscal/kit';
import { failed } from './ending.ts';
import type { Rooms } from './hub.ts';
import type { Interest } from './interest.ts';
import type { LiveRecord, Positions } from './log/record.ts';
import type { ReplayLane } from './log/replay-lane.ts';
import { countReplay } from './metrics.ts';
import { createReadRecord } from './read-record.ts';
import type { Session } from './session.ts';

/**
 * Gives a session everything since the positions from the log, and then, without a seam, to the feed. Ends the session
 * when the log cannot be read. Resolves when the session is live or over.
 */
export async function replay(
  lane: ReplayLane,
  session: Session,
  { tenant, field }: Interest,
  from: Positions,
  rooms: Rooms,
  signal: AbortSignal,
  now: () => number,
): Promise<void> {
  const done = countReplay(field.name, now);
  let outcome: 'caught_up' | 'ended' = 'ended';
  const { replayed } = session;
  const onRecord = (record: LiveRecord) => {
    const judged = session.group().judge(record, createReadRecord(record));
    if (!judged || judged === 'unreadable') return judged && replayed.onEvent(judged, record);
    judged.hold();
    const room = replayed.onEvent(judged, record);
    judged.release();
    return room;
  };
  const onCaughtUp = () => {
    outcome = 'caught_up';
    session.goLive(rooms.positions);
  };
  try {
    const { onLost, onAdvance } = replayed;
    await lane.replay(tenant, from, rooms.positions, { onRecord, onLost, onAdvance, onCaughtUp }, signal);
  } catch (error) {
    if (signal.aborted) return;
    log.warn({ err: error, field: field.name }, 'a subscription could not catch up');
    session.end(failed(error));
  } finally {
    done(outcome);
  }
}
