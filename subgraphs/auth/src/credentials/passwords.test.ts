import { beforeAll, describe, expect, it } from '@jest/globals';
import { createPasswords, type Passwords } from './passwords.ts';

describe('passwords', () => {
  let passwords: Passwords;
  beforeAll(async () => {
    passwords = await createPasswords();
  });

  it('are kept as argon2id with 19 MiB, two passes and one lane', async () => {
    const hash = await passwords.hash('fiscal-demo-2026');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwords.matches(hash, 'fiscal-demo-2026')).toBe(true);
    expect(await passwords.matches(hash, 'fiscal-demo-2027')).toBe(false);
  });

  it('never match where there is no user', async () => {
    expect(await passwords.matches(undefined, 'fiscal-demo-2026')).toBe(false);
  });

  it('take as long for nobody as for somebody', async () => {
    const hash = await passwords.hash('fiscal-demo-2026');
    const timed = async (of: string | undefined) => {
      const began = performance.now();
      await passwords.matches(of, 'a-wrong-password');
      return performance.now() - began;
    };
    const fastest = { known: Number.POSITIVE_INFINITY, unknown: Number.POSITIVE_INFINITY };
    const alike = () => fastest.unknown / fastest.known > 0.5 && fastest.unknown / fastest.known < 2;
    // The fastest of many, and of more on a busy machine: with and without a hash never come near.
    for (let round = 0; round < 60 && !(round > 5 && alike()); round += 1) {
      fastest.known = Math.min(fastest.known, await timed(hash));
      fastest.unknown = Math.min(fastest.unknown, await timed(undefined));
    }
    expect(alike()).toBe(true);
  });

  it('are refused, not queued without end, when a flood of them comes', async () => {
    const hash = await passwords.hash('fiscal-demo-2026');
    const flood = await Promise.allSettled(
      Array.from({ length: 130 }, () => passwords.matches(hash, 'a-wrong-password')),
    );
    const codes = flood.map((attempt) => (attempt.status === 'rejected' ? attempt.reason.code : 'tried'));
    // A busy machine may give up on some of those that were let in.
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(28);
    expect(await passwords.matches(hash, 'fiscal-demo-2026')).toBe(true);
  });
});
