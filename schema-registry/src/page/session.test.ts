import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createSessions } from './session.ts';

const key = 'service:shop:a secret';
const cookieOf = (header: string) => header.split(';')[0] ?? '';

describe('a session of the page', () => {
  it('is who opened it, for twelve hours', () => {
    let at = 1_000;
    const sessions = createSessions('secret', true, () => at);
    const header = sessions.open(key);
    expect(header).toMatch(/; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict; Secure$/);
    expect(sessions.keyOf(`theme=dark; ${cookieOf(header)}`)).toBe(key);
    at += 12 * 3_600_000;
    expect(sessions.keyOf(cookieOf(header))).toBeUndefined();
    expect([sessions.keyOf(undefined), sessions.keyOf(cookieOf(sessions.closed))]).toEqual([undefined, undefined]);
  });

  it('does not show its key', () => {
    const sessions = createSessions('secret', false, () => 0);
    expect(Buffer.from(cookieOf(sessions.open(key)), 'base64url').toString('latin1')).not.toContain('secret');
  });

  it('is nobody’s when anything of it was changed, or another registry opened it', () => {
    const sessions = createSessions('secret', false, () => 0);
    const cookie = cookieOf(sessions.open(key));
    expect(createSessions('another', false, () => 0).keyOf(cookie)).toBeUndefined();
    const from = 'registry_session='.length;
    fc.assert(
      fc.property(fc.integer({ min: from, max: cookie.length - 1 }), fc.constantFrom(...'aB0.-_='), (at, letter) => {
        fc.pre(cookie[at] !== letter);
        expect(sessions.keyOf(cookie.slice(0, at) + letter + cookie.slice(at + 1))).toBeUndefined();
      }),
    );
  });
});
