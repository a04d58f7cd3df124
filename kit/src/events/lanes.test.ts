import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createLanes } from './lanes.ts';

const fail = (error: unknown) => {
  throw error;
};

describe('lanes', () => {
  it('run each key in order, whatever the work takes', async () => {
    const pieces = fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c'), turns: fc.nat(5), aside: fc.boolean() }));
    await fc.assert(
      fc.asyncProperty(pieces, async (work) => {
        const lanes = createLanes(fail);
        const begun: number[] = [];
        const busy = new Set<string>();
        for (const [index, { key, turns, aside }] of work.entries()) {
          void lanes.run(key, async (setAside) => {
            expect(busy.has(key)).toBe(false);
            busy.add(key);
            begun.push(index);
            if (aside) setAside();
            for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
            busy.delete(key);
          });
        }
        await lanes.idle();
        for (const key of ['a', 'b', 'c']) {
          const order = begun.filter((index) => work[index]?.key === key);
          expect(order).toEqual(order.toSorted((a, b) => a - b));
        }
        expect(begun).toHaveLength(work.length);
      }),
    );
  });

  it('let go of whoever waits for a key that is set aside, and of nobody else', async () => {
    const lanes = createLanes(fail);
    let finish = () => {};
    const stuck = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const done: string[] = [];
    const head = lanes.run('slow', async (setAside) => {
      setAside();
      await stuck;
      done.push('slow 1');
    });
    const behind = lanes.run('slow', async () => void done.push('slow 2'));
    await Promise.all([head, behind, lanes.run('quick', async () => void done.push('quick'))]);
    expect(done).toEqual(['quick']);
    finish();
    await lanes.idle();
    expect(done).toEqual(['quick', 'slow 1', 'slow 2']);
  });

  it('go on after work that fails', async () => {
    const errors: unknown[] = [];
    const lanes = createLanes((error) => errors.push(error));
    const broken = new Error('broken');
    await lanes.run('key', () => Promise.reject(broken));
    await lanes.run('key', () => Promise.resolve());
    expect(errors).toEqual([broken]);
  });
});
