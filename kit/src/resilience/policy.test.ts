import { describe, expect, it } from '@jest/globals';
import { withCallContext } from '../context.ts';
import { createPolicy, type PolicyOptions } from './policy.ts';
import { createRetryBudget } from './retry-budget.ts';

class Down extends Error {}

const never = () => new Promise<never>(() => undefined);

function policyOf(options: Partial<PolicyOptions>) {
  return createPolicy({
    name: 'test',
    timeoutMs: 50_000,
    concurrency: 10,
    queue: 10,
    retries: 0,
    budget: createRetryBudget(0.1),
    isFailure: (error) => error instanceof Down,
    ...options,
  });
}

/** Work that fails the first so many times. */
function failing(times: number) {
  let attempts = 0;
  return {
    attempts: () => attempts,
    work: async () => {
      attempts++;
      if (attempts <= times) throw new Down(`attempt ${attempts}`);
      return 'done';
    },
  };
}

describe('a policy', () => {
  it('tries again after a failure', async () => {
    const { work, attempts } = failing(2);
    await expect(policyOf({ retries: 2 }).execute(work)).resolves.toBe('done');
    expect(attempts()).toBe(3);
  });

  it('gives the last failure when the retries are used up', async () => {
    await expect(policyOf({ retries: 2 }).execute(failing(3).work)).rejects.toThrow('attempt 3');
  });

  it('does not try again after an answer that is no failure', async () => {
    let attempts = 0;
    const work = async () => {
      attempts++;
      throw new Error('no such thing');
    };
    await expect(policyOf({ retries: 2 }).execute(work)).rejects.toThrow('no such thing');
    expect(attempts).toBe(1);
  });

  it('does not try again when the budget is spent', async () => {
    const budget = createRetryBudget(0);
    while (budget.tryRetry());
    const { work, attempts } = failing(1);
    await expect(policyOf({ retries: 2, budget }).execute(work)).rejects.toThrow('attempt 1');
    expect(attempts()).toBe(1);
  });

  it('ends work that takes too long, and tells it so', async () => {
    let told: unknown;
    const work = (signal: AbortSignal) => {
      signal.addEventListener('abort', () => {
        told = signal.reason;
      });
      return never();
    };
    await expect(policyOf({ timeoutMs: 50 }).execute(work)).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(told).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });

  it('ends with the request it works for', async () => {
    const context = { correlationId: 'c', deadlineAt: Date.now() + 50 };
    const startedAt = Date.now();
    const call = withCallContext(context, () => policyOf({}).execute(never));
    await expect(call).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(Date.now() - startedAt).toBeLessThan(25_000);
  });

  it('lets so many work at a time, so many wait, and refuses the rest at once', async () => {
    const release = Promise.withResolvers<string>();
    const policy = policyOf({ concurrency: 2, queue: 1 });
    const running = [1, 2, 3].map(() => policy.execute(() => release.promise));
    expect(policy.state()).toMatchObject({ freeSlots: 0, freeQueueSlots: 0 });
    await expect(policy.execute(async () => 'late')).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    release.resolve('done');
    await expect(Promise.all(running)).resolves.toEqual(['done', 'done', 'done']);
    expect(policy.state()).toMatchObject({ freeSlots: 2, freeQueueSlots: 1, breaker: 'closed' });
  });

  it('stops asking what is down, and asks again later', async () => {
    const policy = policyOf({});
    for (let i = 0; i < 5; i++) await expect(policy.execute(failing(1).work)).rejects.toThrow(Down);
    expect(policy.state().breaker).toBe('open');
    const { work, attempts } = failing(0);
    await expect(policy.execute(work)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(attempts()).toBe(0);
    const deadlineAt = Date.now() + 10_000;
    while (policy.state().breaker !== 'closed' && Date.now() < deadlineAt) {
      await policy.execute(work).catch(() => new Promise((resolve) => setTimeout(resolve, 20)));
    }
    expect(policy.state().breaker).toBe('closed');
  });

  it('counts work that never answers as down', async () => {
    const policy = policyOf({ timeoutMs: 20 });
    for (let i = 0; i < 5; i++) await policy.execute(never).catch(() => undefined);
    expect(policy.state()).toMatchObject({ breaker: 'open', freeSlots: 10 });
  });
});
