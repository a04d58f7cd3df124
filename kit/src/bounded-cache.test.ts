import { describe, expect, it } from '@jest/globals';
import { createBoundedCache } from './bounded-cache.ts';

describe('the bounded cache', () => {
  it('forgets the oldest beyond its size, and anything whose time is over', () => {
    let now = 0;
    const cache = createBoundedCache<number>(2, () => now);
    cache.set('a', 1, 10);
    cache.set('b', 2, 10);
    cache.set('a', 3, 20);
    cache.set('c', 4, 20);
    expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual([3, undefined, 4]);
    now = 20;
    expect(cache.get('a')).toBeUndefined();
  });
});
