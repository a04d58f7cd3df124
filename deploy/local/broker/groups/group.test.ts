import { describe, expect, it } from '@jest/globals';
import { errorCodes } from '../protocol/error-codes.ts';
import { beat, joining, play, stableGroup, summary, syncAs } from '../test/groups.ts';
import { createGroup } from './group.ts';
import { join } from './join.ts';
import { abandon, checkCommit, heartbeat, nextTickAt, tick } from './session.ts';

describe('a consumer group', () => {
  it('lets those who start together meet in one generation', () => {
    const met = play(
      createGroup('g'),
      (g) => join(g, joining('a'), 100, 0),
      (g) => join(g, joining('b'), 100, 50),
    );
    expect(met.answers).toEqual([]);
    expect(tick(met.group, 149).answers).toEqual([]);
    expect(nextTickAt(met.group)).toBe(150);
    const formed = tick(met.group, 150);
    expect(formed.answers.map(({ response }) => response)).toMatchObject([
      {
        errorCode: 0,
        generation: 1,
        protocol: 'even',
        leaderId: 'a',
        memberId: 'a',
        members: [{ memberId: 'a' }, { memberId: 'b' }],
      },
      { errorCode: 0, generation: 1, protocol: 'even', leaderId: 'a', memberId: 'b', members: [] },
    ]);
  });

  it('hands out the shares the leader brings, also to who asks later', () => {
    const formed = play(
      createGroup('g'),
      (g) => join(g, joining('a'), 0, 0),
      (g) => tick(g, 0),
    ).group;
    const early = play(formed, syncAs('a', 1, 0, { a: '0,1' }));
    expect(early.group.state).toBe('Stable');
    const again = play(early.group, syncAs('a', 1, 5));
    expect(again.answers).toEqual([
      { to: 'sync', memberId: 'a', response: { errorCode: 0, assignment: Buffer.from('0,1') } },
    ]);
  });

  it('calls everybody to join again when somebody new comes, and waits for them', () => {
    const called = play(stableGroup(), (g) => join(g, joining('c'), 100, 1000));
    expect(called.answers).toEqual([]);
    expect(heartbeat(called.group, 'a', 1, 1000).errorCode).toBe(errorCodes.REBALANCE_IN_PROGRESS);
    const formed = play(
      called.group,
      (g) => join(g, joining('a', { isNew: false }), 100, 1100),
      (g) => join(g, joining('b', { isNew: false }), 100, 1200),
    );
    expect(summary(formed.answers)).toEqual([
      ['join', 'a', 0],
      ['join', 'b', 0],
      ['join', 'c', 0],
    ]);
    expect(formed.group).toMatchObject({ generation: 2, leaderId: 'a', state: 'CompletingRebalance' });
  });

  it('goes on without who does not join again in time', () => {
    const called = play(
      stableGroup(),
      (g) => join(g, joining('c'), 100, 1000),
      beat('a', 55_000),
      beat('b', 55_000),
      (g) => join(g, joining('b', { isNew: false }), 100, 56_000),
      (g) => tick(g, 60_999),
    );
    expect(called.answers).toEqual([]);
    const formed = tick(called.group, 61_000);
    expect(summary(formed.answers)).toEqual([
      ['join', 'b', 0],
      ['join', 'c', 0],
    ]);
    expect(formed.group.leaderId).toBe('b');
  });

  it('takes out who is silent for its session and shares out anew', () => {
    const alive = { group: heartbeat(stableGroup(), 'a', 1, 9000).group };
    expect(nextTickAt(alive.group)).toBe(10_100);
    const called = tick(alive.group, 10_100);
    expect(called.group.state).toBe('PreparingRebalance');
    expect([...called.group.members.keys()]).toEqual(['a']);
    expect(heartbeat(called.group, 'b', 1, 10_200).errorCode).toBe(errorCodes.UNKNOWN_MEMBER_ID);
  });

  it('goes on without a leader that dies before it has shared out the work', () => {
    const waiting = play(
      createGroup('g'),
      (g) => join(g, joining('a'), 0, 0),
      (g) => join(g, joining('b'), 0, 0),
      (g) => join(g, joining('a', { isNew: false }), 0, 10),
      syncAs('b', 2, 20),
    ).group;
    expect(waiting).toMatchObject({ state: 'CompletingRebalance', leaderId: 'a' });
    const called = tick(waiting, 10_010);
    expect(summary(called.answers)).toEqual([['sync', 'b', errorCodes.REBALANCE_IN_PROGRESS]]);
    const formed = play(called.group, (g) => join(g, joining('b', { isNew: false }), 0, 10_020));
    expect(formed.group).toMatchObject({ leaderId: 'b', generation: 3 });
  });

  it('goes on without who joined, stays alive and never asks for its share', () => {
    let { group } = play(
      createGroup('g'),
      (g) => join(g, joining('a'), 0, 0),
      (g) => join(g, joining('b'), 0, 0),
      (g) => join(g, joining('a', { isNew: false }), 0, 0),
      syncAs('b', 2, 0),
    );
    for (let now = 5000; now < 60_000; now += 5000) group = tick(heartbeat(group, 'a', 2, now).group, now).group;
    expect(group.state).toBe('CompletingRebalance');
    expect(summary(tick(group, 60_000).answers)).toEqual([['sync', 'b', errorCodes.REBALANCE_IN_PROGRESS]]);
    expect([...tick(group, 60_000).group.members.keys()]).toEqual(['b']);
  });

  it('answers a repeated join from the standing generation when nothing has changed', () => {
    const again = play(stableGroup(), (g) => join(g, joining('b', { isNew: false }), 0, 500));
    expect(again.answers).toMatchObject([{ memberId: 'b', response: { errorCode: 0, generation: 1 } }]);
    expect(again.group.state).toBe('Stable');
    const changed = play(stableGroup(), (g) => join(g, joining('b', { isNew: false, topics: 'fewer' }), 0, 500));
    expect(changed.group.state).toBe('PreparingRebalance');
    const byLeader = play(stableGroup(), (g) => join(g, joining('a', { isNew: false }), 0, 500));
    expect(byLeader.group.state).toBe('PreparingRebalance');
  });

  it('refuses strangers, other protocols and other generations', () => {
    const stable = stableGroup();
    expect(summary(join(stable, joining('x', { isNew: false }), 0, 0).answers)).toEqual([
      ['join', 'x', errorCodes.UNKNOWN_MEMBER_ID],
    ]);
    expect(summary(join(stable, joining('x', { protocol: 'odd' }), 0, 0).answers)).toEqual([
      ['join', 'x', errorCodes.INCONSISTENT_GROUP_PROTOCOL],
    ]);
    expect(summary(play(stable, syncAs('a', 7, 0)).answers)).toEqual([['sync', 'a', errorCodes.ILLEGAL_GENERATION]]);
    expect(heartbeat(stable, 'a', 0, 0).errorCode).toBe(errorCodes.ILLEGAL_GENERATION);
  });

  it('lets only members of the standing generation commit, and anybody while there are none', () => {
    expect(checkCommit(createGroup('g'), '', -1)).toBe(errorCodes.NONE);
    const stable = stableGroup();
    expect(checkCommit(stable, 'a', 1)).toBe(errorCodes.NONE);
    expect(checkCommit(stable, '', -1)).toBe(errorCodes.UNKNOWN_MEMBER_ID);
    expect(checkCommit(stable, 'a', 2)).toBe(errorCodes.ILLEGAL_GENERATION);
    const called = play(stable, (g) => join(g, joining('c'), 0, 0)).group;
    expect(checkCommit(called, 'a', 1)).toBe(errorCodes.NONE);
  });

  it('forgets a new member whose connection is gone before it heard its id, and keeps a known one', () => {
    const called = play(
      stableGroup(),
      (g) => join(g, joining('c'), 0, 1000),
      (g) => join(g, joining('b', { isNew: false }), 0, 1000),
    );
    expect([...abandon(called.group, 'c', 1100).group.members.keys()]).toEqual(['a', 'b']);
    const left = abandon(called.group, 'b', 1100).group;
    expect([...left.members.keys()]).toEqual(['a', 'b', 'c']);
    expect(left.members.get('b')).toMatchObject({ awaiting: undefined, expiresAt: 11_100 });
  });
});
