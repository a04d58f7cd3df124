import { describe, expect, it } from '@jest/globals';
import { parseNewPassword, parsePassword } from './password.ts';

describe('a password', () => {
  it('has 12 characters or more, counted as a person does', () => {
    expect(() => parseNewPassword('x'.repeat(11))).toThrow(
      expect.objectContaining({ kind: 'invalid', code: 'WEAK_PASSWORD' }),
    );
    expect(() => parseNewPassword('😀'.repeat(11))).toThrow(expect.objectContaining({ code: 'WEAK_PASSWORD' }));
    expect(parseNewPassword('😀'.repeat(12))).toBe('😀'.repeat(12));
    expect(parseNewPassword('fiscal-demo-2026')).toBe('fiscal-demo-2026');
  });

  it('has 128 at most', () => {
    expect(parseNewPassword('x'.repeat(128))).toHaveLength(128);
    expect(() => parsePassword('x'.repeat(129))).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    expect(() => parsePassword('x'.repeat(10_000_000))).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });

  it('keeps its blanks, and is the same however its letters are composed', () => {
    expect(parsePassword(' pass word ')).toBe(' pass word ');
    expect(parsePassword('contrasen\u0303a-larga')).toBe(parsePassword('contraseña-larga'));
  });
});
