import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createRetryBudget } from './retry-budget.ts';

describe('a retry budget', () => {
  it('grants ten retries before any call, and no more', () => {
    const budget = createRetryBudget(0.1);
    const granted = Array.from({ length: 12 }, () => budget.tryRetry());
    expect(granted.filter(Boolean)).toHaveLength(10);
    expect(budget.left()).toBe(0);
  });

  it('earns one retry in ten calls at a ratio of 0.1, exactly', () => {
    const budget = createRetryBudget(0.1);
    while (budget.tryRetry());
    for (let call = 1; call <= 9; call++) budget.onCall();
    expect(budget.tryRetry()).toBe(false);
    budget.onCall();
    expect(budget.tryRetry()).toBe(true);
  });

  it('never grants more than its reserve and its share of the calls, nor saves up more than the reserve', () => {
    const ratio = fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000);
    const steps = fc.array(fc.constantFrom('call', 'retry'), { maxLength: 500 });
    fc.assert(
      fc.property(ratio, steps, (share, sequence) => {
        const budget = createRetryBudget(share);
        const seen = { calls: 0, granted: 0 };
        for (const step of sequence) {
          if (step === 'call') {
            budget.onCall();
            seen.calls++;
          } else if (budget.tryRetry()) seen.granted++;
          expect(budget.left()).toBeLessThanOrEqual(10);
          expect(seen.granted).toBeLessThanOrEqual(10 + share * seen.calls + 1e-9);
        }
      }),
    );
  });

  it('refuses only when what it earned is spent', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('call', 'retry'), { maxLength: 300 }), (sequence) => {
        const budget = createRetryBudget(0.5);
        for (const step of sequence) {
          const left = budget.left();
          if (step === 'call') budget.onCall();
          else expect(budget.tryRetry()).toBe(left > 0);
        }
      }),
    );
  });
});
