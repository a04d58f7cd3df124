import { createHash } from 'node:crypto';

/** A stream of numbers that is the same for the same seed: SHA-256 over the seed and a counter. */
export type Random = {
  bytes(count: number): Buffer;
  /** From 0 up to, not including, `below` (at most 2^32). */
  integer(below: number): number;
  pick<T>(from: readonly [T, ...T[]]): T;
  /** True about once in `times`. */
  once(times: number): boolean;
  /** A version 4 UUID, upper case as stamps write it. */
  uuid(): string;
};

/** Starts the stream of a seed. */
export function createRandom(seed: string): Random {
  let counter = 0;
  let pool = Buffer.alloc(0);
  function bytes(count: number): Buffer {
    while (pool.length < count) {
      pool = Buffer.concat([pool, createHash('sha256').update(`${seed}:${counter++}`).digest()]);
    }
    const taken = pool.subarray(0, count);
    pool = pool.subarray(count);
    return taken;
  }
  const integer = (below: number) => Math.floor((bytes(4).readUInt32BE() / 2 ** 32) * below);
  return {
    bytes,
    integer,
    pick: ([first, ...others]) => others[integer(others.length + 1) - 1] ?? first,
    once: (times) => integer(times) === 0,
    uuid() {
      const raw = Buffer.from(bytes(16));
      raw.writeUInt8((raw.readUInt8(6) & 0x0f) | 0x40, 6);
      raw.writeUInt8((raw.readUInt8(8) & 0x3f) | 0x80, 8);
      return raw
        .toString('hex')
        .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5')
        .toUpperCase();
    },
  };
}
