import { describe, expect, it } from '@jest/globals';
import { currentKey, isRotationDue, nextKey, rotate, type SigningKey } from './signing-key.ts';

const start = new Date('2026-03-01T12:00:00Z');
const hoursLater = (hours: number) => new Date(start.getTime() + hours * 3_600_000);

function maker(now: Date, prefix = 'k'): () => SigningKey {
  let made = 0;
  return () => {
    made += 1;
    const kid = `${prefix}-${made}`;
    return {
      kid,
      publicJwk: {},
      sealedPrivateJwk: Buffer.alloc(0),
      publishedAt: now,
      signingSince: null,
      retiredAt: null,
    };
  };
}

const first = rotate([], start, maker(start));

describe('signing keys', () => {
  it('begin with one that signs and one that waits', () => {
    expect(isRotationDue([], start)).toBe(true);
    expect(first.map(({ kid }) => kid)).toEqual(['k-1', 'k-2']);
    expect(currentKey(first)).toMatchObject({ kid: 'k-1', signingSince: start });
    expect(nextKey(first)?.kid).toBe('k-2');
    expect(isRotationDue(first, start)).toBe(false);
  });

  it('stay as they are for a day', () => {
    expect(isRotationDue(first, hoursLater(23.99))).toBe(false);
    expect(rotate(first, hoursLater(23.99), maker(start, 'new'))).toEqual(first);
  });

  it('move on after a day: the waiting one signs, the signing one stays published, a new one waits', () => {
    const dayLater = hoursLater(24);
    expect(isRotationDue(first, dayLater)).toBe(true);
    const second = rotate(first, dayLater, maker(dayLater, 'new'));
    expect(second.map(({ kid }) => kid)).toEqual(['k-1', 'k-2', 'new-1']);
    expect(currentKey(second)).toMatchObject({ kid: 'k-2', publishedAt: start, signingSince: dayLater });
    expect(second[0]).toMatchObject({ kid: 'k-1', retiredAt: dayLater });
    expect(nextKey(second)?.kid).toBe('new-1');
  });

  it('are forgotten 20 minutes after they signed last, when no token of theirs can live', () => {
    const second = rotate(first, hoursLater(24), maker(hoursLater(24), 'new'));
    const almost = hoursLater(24 + 19.9 / 60);
    const after = hoursLater(24 + 20 / 60);
    expect(isRotationDue(second, almost)).toBe(false);
    expect(isRotationDue(second, after)).toBe(true);
    expect(rotate(second, after, maker(after, 'never')).map(({ kid }) => kid)).toEqual(['k-2', 'new-1']);
  });

  it('move on once, however long nobody looked', () => {
    const weekLater = hoursLater(24 * 7);
    const second = rotate(first, weekLater, maker(weekLater, 'new'));
    expect(currentKey(second)?.kid).toBe('k-2');
    expect(isRotationDue(second, weekLater)).toBe(false);
  });
});
