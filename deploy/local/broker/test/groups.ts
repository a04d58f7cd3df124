import { type Answer, createGroup, type Group, type Transition } from '../groups/group.ts';
import { type Joining, join } from '../groups/join.ts';
import { heartbeat, tick } from '../groups/session.ts';
import { sync } from '../groups/sync.ts';

const sessionTimeoutMs = 10_000;
const rebalanceTimeoutMs = 60_000;

/** A member that comes to join, new unless told otherwise. */
export function joining(memberId: string, { isNew = true, topics = 'all', protocol = 'even' } = {}): Joining {
  return {
    memberId,
    isNew,
    clientId: 'client',
    clientHost: '127.0.0.1',
    sessionTimeoutMs,
    rebalanceTimeoutMs,
    protocolType: 'consumer',
    protocols: [{ name: protocol, metadata: Buffer.from(topics) }],
  };
}

/** Applies transitions one after the other and keeps every answer. */
export function play(group: Group, ...steps: readonly ((group: Group) => Transition)[]): Transition {
  return steps.reduce<Transition>(
    (before, step) => {
      const after = step(before.group);
      return { group: after.group, answers: [...before.answers, ...after.answers] };
    },
    { group, answers: [] },
  );
}

/** A member asks for its share; a leader brings the shares. */
export function syncAs(
  memberId: string,
  generation: number,
  nowMs: number,
  shares: Readonly<Record<string, string>> = {},
) {
  const assignments = Object.entries(shares).map(([id, share]) => ({ memberId: id, assignment: Buffer.from(share) }));
  return (group: Group) => sync(group, { groupId: 'g', generation, memberId, assignments }, nowMs);
}

/** A heartbeat in generation 1. */
export function beat(memberId: string, nowMs: number) {
  return (group: Group): Transition => ({ group: heartbeat(group, memberId, 1, nowMs).group, answers: [] });
}

/** a leads, b follows, generation 1, at time 0. */
export function stableGroup(): Group {
  const { group } = play(
    createGroup('g'),
    (g) => join(g, joining('a'), 100, 0),
    (g) => join(g, joining('b'), 100, 0),
    (g) => tick(g, 100),
    syncAs('b', 1, 100),
    syncAs('a', 1, 100, { a: '0', b: '1' }),
  );
  return group;
}

/** To whom what was answered, with which error code. */
export function summary(answers: readonly Answer[]) {
  return answers.map(({ to, memberId, response }) => [to, memberId, response.errorCode]);
}
