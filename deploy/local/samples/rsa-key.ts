import { checkPrimeSync, createPrivateKey, type KeyObject } from 'node:crypto';
import type { Random } from './random.ts';

const publicExponent = 65_537n;
const primeBytes = 128;

/**
 * A 2048-bit RSA key that is the same for the same random stream, so that samples are the same down to their
 * signatures. Whoever has the seed has the key: it signs samples and nothing else.
 */
export function seededRsaKey(random: Random): KeyObject {
  const p = seededPrime(random);
  const q = seededPrime(random);
  const d = inverse(publicExponent, (p - 1n) * (q - 1n));
  const numbers = { n: p * q, e: publicExponent, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  const encoded = Object.entries(numbers).map(([name, value]) => [name, encode(value)]);
  return createPrivateKey({ key: { kty: 'RSA', ...Object.fromEntries(encoded) }, format: 'jwk' });
}

function seededPrime(random: Random): bigint {
  const start = Buffer.from(random.bytes(primeBytes));
  // Both top bits, so that the product of two has 2048 bits; the lowest, since an even number is no prime.
  start.writeUInt8(start.readUInt8(0) | 0xc0, 0);
  let candidate = BigInt(`0x${start.toString('hex')}`) | 1n;
  while ((candidate - 1n) % publicExponent === 0n || !checkPrimeSync(candidate)) candidate += 2n;
  return candidate;
}

/** The number that times `value` leaves 1 when divided by `modulus` (extended Euclid). */
function inverse(value: bigint, modulus: bigint): bigint {
  let [before, after] = [modulus, value % modulus];
  let [x, y] = [0n, 1n];
  while (after !== 0n) {
    const quotient = before / after;
    [before, after] = [after, before - quotient * after];
    [x, y] = [y, x - quotient * y];
  }
  return x < 0n ? x + modulus : x;
}

function encode(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex').toString('base64url');
}
