import { describe, expect, it } from '@jest/globals';
import { parseName } from './name.ts';

describe('a name', () => {
  it('is trimmed and composed', () => {
    expect(parseName('  Nun\u0303ez y Asociados ')).toBe('Nuñez y Asociados');
    expect(parseName('x'.repeat(200))).toHaveLength(200);
  });

  it.each(['', '   ', 'two\nlines', 'null\u0000', 'x'.repeat(201), 'x'.repeat(1_000_000)])('is not %j', (text) => {
    expect(() => parseName(text)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });
});
