import { describe, expect, it } from '@jest/globals';
import { previewOf, requirePreviews } from './previews.ts';

const previews = { prefix: 'pr-', base: 'current', days: 7 };

describe('previews', () => {
  it('are the variants whose names begin as is set', () => {
    const now = new Date('2026-01-01T00:00:00Z');
    const expiresAt = new Date('2026-01-08T00:00:00Z');
    expect(previewOf(previews, 'pr-12', now)).toEqual({ baseVariant: 'current', expiresAt });
    expect([previewOf(previews, 'current', now), previewOf(null, 'pr-12', now)]).toEqual([undefined, undefined]);
  });

  it('are never all variants, nor of themselves', () => {
    requirePreviews(previews);
    for (const change of [{ prefix: '' }, { prefix: 'c' }, { base: '' }, { days: 0 }, { days: 1_000 }]) {
      expect(() => requirePreviews({ ...previews, ...change })).toThrow(
        expect.objectContaining({ code: 'PREVIEWS_INVALID' }),
      );
    }
  });
});
