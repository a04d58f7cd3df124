import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { makeRefreshToken, readRefreshToken } from './refresh-tokens.ts';

describe('a refresh token', () => {
  const organizationId = randomUUID();

  it('is 64 opaque characters that lead back to its organisation and its hash', () => {
    const { text, hash } = makeRefreshToken(organizationId);
    expect(text).toMatch(/^[\w-]{64}$/);
    expect(hash).toHaveLength(32);
    expect(readRefreshToken(text)).toEqual({ organizationId, hash });
  });

  it('is never the same twice', () => {
    const texts = Array.from({ length: 100 }, () => makeRefreshToken(organizationId).text);
    expect(new Set(texts).size).toBe(100);
  });

  it.each(['', 'x', 'x'.repeat(63), 'x'.repeat(65), `${'x'.repeat(63)}=`, `${'x'.repeat(63)}\n`])(
    'is not %j',
    (text) => {
      expect(readRefreshToken(text)).toBeUndefined();
    },
  );
});
