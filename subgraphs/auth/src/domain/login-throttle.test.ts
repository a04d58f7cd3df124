import { describe, expect, it } from '@jest/globals';
import { requireAttemptLeft } from './login-throttle.ts';

const startedAt = new Date('2026-03-01T12:00:00Z');
const minutesLater = (minutes: number) => new Date(startedAt.getTime() + minutes * 60_000);
const limited = expect.objectContaining({ kind: 'limited', code: 'RATE_LIMITED' });

describe('the login throttle', () => {
  it('lets ten attempts fail and refuses the eleventh', () => {
    expect(() => requireAttemptLeft(undefined, startedAt)).not.toThrow();
    expect(() => requireAttemptLeft({ count: 9, startedAt }, minutesLater(1))).not.toThrow();
    expect(() => requireAttemptLeft({ count: 10, startedAt }, minutesLater(1))).toThrow(limited);
  });

  it('forgets after 15 minutes', () => {
    expect(() => requireAttemptLeft({ count: 10, startedAt }, minutesLater(14.99))).toThrow(limited);
    expect(() => requireAttemptLeft({ count: 10, startedAt }, minutesLater(15))).not.toThrow();
  });
});
