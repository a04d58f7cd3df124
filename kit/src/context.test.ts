import { describe, expect, it } from '@jest/globals';
import { callContext, remainingMs, withCallContext } from './context.ts';

describe('the call context', () => {
  it('follows the call through everything it awaits, and no other call', async () => {
    const idAfterWaiting = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return callContext()?.correlationId;
    };
    const ids = await Promise.all(
      ['a', 'b'].map((correlationId) => withCallContext({ correlationId }, idAfterWaiting)),
    );
    expect(ids).toEqual(['a', 'b']);
    expect(callContext()).toBeUndefined();
  });

  it('leaves what the deadline leaves, and never more than the default', () => {
    const left = (ms: number) =>
      withCallContext({ correlationId: 'c', deadlineAt: Date.now() + ms }, () => remainingMs(1_000));
    expect(remainingMs(1_000)).toBe(1_000);
    expect(left(60_000)).toBe(1_000);
    expect(left(500)).toBeLessThanOrEqual(500);
    expect(() => left(0)).toThrow(expect.objectContaining({ kind: 'unavailable', code: 'DEADLINE_EXCEEDED' }));
  });
});
