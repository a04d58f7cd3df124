import { describe, expect, it } from '@jest/globals';
import { createBoundedCache } from './bounded-cache.ts';

describe('a bounded cache', () => {
  it('forgets what was not used for longest when it has too many entries', () => {
    const cache = createBoundedCache<number>(2, 1_000);
    cache.set('a', 1, 1);
    cache.set('b', 2, 1);
    cache.get('a');
    cache.set('c', 3, 1);
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3]);
  });

  it('forgets as much as an entry needs when it has too many bytes', () => {
    const cache = createBoundedCache<number>(100, 100);
    for (let index = 0; index < 12; index++) cache.set(`${index}`, index, 10);
    expect([cache.get('1'), cache.get('2'), cache.get('11')]).toEqual([undefined, 2, 11]);
  });

  it('keeps nothing so large that it would push out much else', () => {
    const cache = createBoundedCache<number>(100, 100);
    cache.set('large', 1, 11);
    expect(cache.get('large')).toBeUndefined();
  });

  it('counts an entry once that is set again', () => {
    const cache = createBoundedCache<number>(100, 100);
    for (let index = 0; index < 50; index++) cache.set('same', index, 10);
    cache.set('other', 1, 10);
    expect([cache.get('same'), cache.get('other')]).toEqual([49, 1]);
  });
});
