import { withCallContext } from '@fiscal/kit';
import { describe, expect, it } from '@jest/globals';
import { createBulkhead } from './bulkhead.ts';

/** Work that ends when it is told to, and tells how much of it runs. */
function heldWork() {
  const ends: (() => void)[] = [];
  const seen = { running: 0, most: 0, done: 0 };
  const work = async () => {
    seen.running += 1;
    seen.most = Math.max(seen.most, seen.running);
    await new Promise<void>((resolve) => ends.push(resolve));
    seen.running -= 1;
    seen.done += 1;
  };
  return { work, seen, end: () => ends.shift()?.() };
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('a bulkhead', () => {
  it('runs so many at a time and the others after them', async () => {
    const { work, seen, end } = heldWork();
    const turn = createBulkhead(2, 10);
    const all = Promise.all(Array.from({ length: 7 }, () => turn(work)));
    while (seen.done < 7) {
      end();
      await nextTurn();
    }
    await all;
    expect(seen.most).toBe(2);
  });

  it('refuses more than its queue holds', async () => {
    const { work, seen, end } = heldWork();
    const turn = createBulkhead(1, 1);
    const accepted = [turn(work), turn(work)];
    await expect(turn(work)).rejects.toMatchObject({ kind: 'limited', code: 'RATE_LIMITED' });
    while (seen.done < 2) {
      end();
      await nextTurn();
    }
    await Promise.all(accepted);
  });

  it('gives the place on when work fails', async () => {
    const turn = createBulkhead(1, 1);
    await expect(turn(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(await turn(async () => 'next')).toBe('next');
  });

  it('lets go who waited as long as the request may, and gives the place to the next', async () => {
    const { work, seen, end } = heldWork();
    const turn = createBulkhead(1, 2);
    const first = turn(work);
    const hurried = withCallContext({ correlationId: 'c', deadlineAt: Date.now() + 20 }, () => turn(work));
    const patient = turn(async () => 'patient');
    await expect(hurried).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    end();
    await first;
    expect(await patient).toBe('patient');
    expect(seen.done).toBe(1);
  });
});
