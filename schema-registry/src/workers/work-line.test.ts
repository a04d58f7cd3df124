import { describe, expect, it } from '@jest/globals';
import { createWorkLine } from './work-line.ts';

const never = () => {
  throw new Error('nobody is to lose patience here');
};

describe('a line of work', () => {
  it('serves in the order of coming, whoever was there first', async () => {
    const line = createWorkLine<string>({ places: 3, bytes: 100, patienceMs: 60_000 }, never);
    for (const each of ['a', 'b', 'c']) expect(line.join(each, 1)).toBe(true);
    expect([await line.next(), await line.next(), await line.next()]).toEqual(['a', 'b', 'c']);
    const next = [line.next(), line.next()];
    for (const each of ['d', 'e']) line.join(each, 1);
    expect(await Promise.all(next)).toEqual(['d', 'e']);
  });

  it('has so many places, and no more', async () => {
    const line = createWorkLine<number>({ places: 2, bytes: 100, patienceMs: 60_000 }, never);
    expect([1, 2, 3].map((each) => line.join(each, 1))).toEqual([true, true, false]);
    await line.next();
    expect(line.join(4, 1)).toBe(true);
    line.close();
  });

  it('holds so many bytes, and no more, but for what need not wait', async () => {
    const line = createWorkLine<number>({ places: 10, bytes: 100, patienceMs: 60_000 }, never);
    expect(line.join(1, 60)).toBe(true);
    expect(line.join(2, 60)).toBe(false);
    expect(line.join(3, 40)).toBe(true);
    await line.next();
    expect(line.join(4, 60)).toBe(true);
    await Promise.all([line.next(), line.next()]);
    const next = line.next();
    expect(line.join(5, 1_000)).toBe(true);
    expect(await next).toBe(5);
  });

  it('lets go of who has waited too long', async () => {
    const gone = Promise.withResolvers<string>();
    const line = createWorkLine<string>({ places: 1, bytes: 100, patienceMs: 1 }, gone.resolve);
    line.join('late', 100);
    expect(await gone.promise).toBe('late');
    expect(line.join('next', 100)).toBe(true);
    expect(line.close()).toEqual(['next']);
  });

  it('gives back who waits when it is closed, and takes nobody more', async () => {
    const line = createWorkLine<string>({ places: 2, bytes: 100, patienceMs: 60_000 }, never);
    line.join('a', 1);
    expect(line.close()).toEqual(['a']);
    expect(line.join('b', 1)).toBe(false);
    expect(await line.next()).toBeUndefined();
    const open = createWorkLine<string>({ places: 2, bytes: 100, patienceMs: 60_000 }, never);
    const next = open.next();
    open.close();
    expect(await next).toBeUndefined();
  });
});
