import { setImmediate } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { createTurnClock, turnTime } from './turn-clock.ts';

it('looks at the time once a turn of the event loop', async () => {
  let looked = 0;
  const now = createTurnClock(() => ++looked);
  const inTurn = [now(), now(), await Promise.resolve().then(now)];
  await setImmediate();
  const inNext = [now(), now()];
  expect([inTurn, inNext]).toEqual([
    [1, 1, 1],
    [2, 2],
  ]);
});

it('is late by no more than the turn', async () => {
  await setImmediate();
  const before = Date.now();
  expect(turnTime()).toBeGreaterThanOrEqual(before);
  expect(turnTime()).toBeLessThanOrEqual(Date.now());
});
