import { expect, it } from '@jest/globals';
import { coalesce } from './coalesce.ts';

it('runs once at a time, and once more for all who asked meanwhile', async () => {
  const ends: (() => void)[] = [];
  const run = coalesce(() => new Promise((resolve) => ends.push(resolve)));
  const first = run();
  const [second, third] = [run(), run()];
  expect(ends).toHaveLength(1);
  ends[0]?.();
  await first;
  await Promise.resolve();
  expect(ends).toHaveLength(2);
  const fourth = run();
  ends[1]?.();
  await Promise.all([second, third]);
  await Promise.resolve();
  expect(ends).toHaveLength(3);
  ends[2]?.();
  await fourth;
});

it('runs again after a run that failed', async () => {
  let runs = 0;
  const run = coalesce(async () => {
    runs += 1;
    if (runs === 1) throw new Error('first');
  });
  const first = run();
  const second = run();
  await expect(first).rejects.toThrow('first');
  await second;
  expect(runs).toBe(2);
});
