import { describe, expect, it } from '@jest/globals';
import { createQueue } from './queue.ts';

describe("a client's queue", () => {
  it('gives what was put in, in order, and waits for what is to come', async () => {
    const queue = createQueue<number>(3);
    queue.push(1);
    queue.push(2);
    expect([await queue.take(), await queue.take()]).toEqual([1, 2]);
    const third = queue.take();
    queue.push(3);
    expect(await third).toBe(3);
  });

  it('takes no more than it has room for', () => {
    const queue = createQueue<number>(2);
    expect([queue.push(1), queue.push(2), queue.push(3)]).toEqual([true, true, false]);
  });

  it('gives what waits before it ends', async () => {
    const queue = createQueue<number>(3);
    queue.push(1);
    queue.end();
    expect(queue.push(2)).toBe(false);
    expect([await queue.take(), await queue.take(), await queue.take()]).toEqual([1, undefined, undefined]);
  });

  it('throws its error once, instead of what waits', async () => {
    const queue = createQueue<number>(3);
    queue.push(1);
    queue.end(new Error('too slow'));
    await expect(queue.take()).rejects.toThrow('too slow');
    expect(await queue.take()).toBeUndefined();
  });

  it('wakes whoever waits when it ends', async () => {
    const queue = createQueue<number>(3);
    const taken = queue.take();
    queue.end();
    expect(await taken).toBeUndefined();
  });
});
