import { describe, expect, it } from '@jest/globals';
import { createGate } from './gate.ts';

describe('a gate', () => {
  it('lets so many through at a time, in the order they came, and the others when one leaves', async () => {
    const gate = createGate(2, 10, () => new Error('full'));
    const begun: number[] = [];
    const leave: (() => void)[] = [];
    const all = [0, 1, 2, 3].map((each) =>
      gate(() => {
        begun.push(each);
        return each === 2
          ? Promise.reject(new Error('broken'))
          : new Promise<number>((resolve) => leave.push(() => resolve(each)));
      }),
    );
    all[2]?.catch(() => undefined);
    await Promise.resolve();
    expect(begun).toEqual([0, 1]);
    leave[0]?.();
    await expect(all[2]).rejects.toThrow('broken');
    leave[1]?.();
    await all[1];
    expect(begun).toEqual([0, 1, 2, 3]);
    leave[2]?.();
    expect(await all[3]).toBe(3);
  });

  it('refuses when too many wait', async () => {
    const gate = createGate(1, 1, () => new Error('full'));
    let leave = () => {};
    const first = gate(
      () =>
        new Promise<void>((resolve) => {
          leave = resolve;
        }),
    );
    const second = gate(async () => 2);
    await expect(gate(async () => 3)).rejects.toThrow('full');
    leave();
    await first;
    expect(await second).toBe(2);
  });
});
