import { describe, expect, it } from '@jest/globals';
import { pauseAfterAnswer, pauseAfterFailure } from './pause.ts';

const [soonest, latest] = [() => 0, () => 1];

describe('the pause between two polls', () => {
  it('is as long as the registry wants and up to a tenth longer, from a second to an hour', () => {
    expect([pauseAfterAnswer(10, soonest), pauseAfterAnswer(10, latest)]).toEqual([10_000, 11_000]);
    expect([pauseAfterAnswer(0, soonest), pauseAfterAnswer(1e9, soonest)]).toEqual([1_000, 3_600_000]);
  });

  it('is twice as long after each failure, up to a minute', () => {
    expect([1, 2, 3, 7, 1_000].map((failures) => pauseAfterFailure(failures, latest))).toEqual([
      1_000, 2_000, 4_000, 60_000, 60_000,
    ]);
    expect(pauseAfterFailure(3, soonest)).toBe(2_000);
  });

  it('is no shorter after a refusal than the registry wants, which cannot keep it away for more than a minute', () => {
    expect(pauseAfterFailure(1, soonest, 30)).toBe(30_000);
    expect(pauseAfterFailure(1, soonest, 1e9)).toBe(60_000);
  });
});
