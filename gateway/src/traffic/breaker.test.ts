import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type BreakerRules, type BreakerState, createBreaker } from './breaker.ts';

const rules: BreakerRules = { window: 10, minimumCalls: 4, failureShare: 0.5, openMs: 100, maxOpenMs: 400 };

function breakerOf(more: Partial<BreakerRules> = {}) {
  const changes: BreakerState[] = [];
  const breaker = createBreaker({ ...rules, ...more }, (state) => void changes.push(state));
  const record = (outcomes: string, nowMs = 0) => {
    for (const outcome of outcomes) breaker.record(outcome === '-', false, nowMs);
  };
  return { ...breaker, tell: record, changes };
}

describe('a breaker', () => {
  it('opens when its share of the window failed, not before there are enough outcomes', () => {
    const { tell, state } = breakerOf();
    tell('---');
    expect(state()).toBe('closed');
    tell('+');
    expect(state()).toBe('closed');
    tell('-');
    expect(state()).toBe('open');
  });

  it('looks back on the window only', () => {
    const { tell, state } = breakerOf();
    tell('----'.replaceAll('-', '+').repeat(10));
    tell('----');
    expect(state()).toBe('closed');
    tell('-');
    expect(state()).toBe('open');
  });

  it('never opens with a share above one', () => {
    const { tell, state } = breakerOf({ failureShare: 2 });
    tell('-'.repeat(100));
    expect(state()).toBe('closed');
  });

  it('refuses while open, then lets one through, and closes when that one succeeds', () => {
    const { tell, admit, refuses, record, state, changes } = breakerOf();
    tell('----', 1_000);
    expect([admit(1_000), admit(1_099), refuses(1_099)]).toEqual(['refused', 'refused', true]);
    expect([refuses(1_100), admit(1_100), admit(1_100), admit(1_150)]).toEqual([false, 'probe', 'refused', 'refused']);
    record(false, true, 1_160);
    expect([state(), admit(1_160)]).toEqual(['closed', 'admitted']);
    expect(changes).toEqual(['open', 'half-open', 'closed']);
    tell('---', 1_200);
    expect(state()).toBe('closed');
  });

  it('waits longer after each probe that failed, up to a bound', () => {
    const { tell, admit, record } = breakerOf();
    tell('----', 0);
    let nowMs = 0;
    const pauses: number[] = [];
    for (let probe = 0; probe < 5; probe++) {
      const from = nowMs;
      while (admit(nowMs) !== 'probe') nowMs += 10;
      pauses.push(nowMs - from);
      record(true, true, nowMs);
    }
    expect(pauses).toEqual([100, 200, 400, 400, 400]);
  });

  it('is closed neither by calls begun before it opened, nor held up by a probe that hangs', () => {
    const { tell, admit, state } = breakerOf();
    tell('----', 0);
    tell('++++++++++', 50);
    expect(state()).toBe('open');
    expect(admit(100)).toBe('probe');
    expect(admit(299)).toBe('refused');
    expect(admit(300)).toBe('probe');
  });

  it('counts as one that remembers everything would', () => {
    const outcomes = fc.array(fc.boolean(), { maxLength: 60 });
    const shape = fc.record({ window: fc.integer({ min: 1, max: 12 }), minimumCalls: fc.integer({ min: 1, max: 12 }) });
    fc.assert(
      fc.property(outcomes, shape, (failed, { window, minimumCalls }) => {
        const breaker = breakerOf({ window, minimumCalls });
        for (let index = 0; index < failed.length; index++) {
          breaker.record(failed[index] === true, false, 0);
          const last = failed.slice(Math.max(0, index + 1 - window), index + 1);
          const failures = last.filter(Boolean).length;
          const open = last.length >= minimumCalls && failed[index] === true && failures >= 0.5 * last.length;
          expect(breaker.state()).toBe(open ? 'open' : 'closed');
          if (open) return;
        }
      }),
    );
  });
});
