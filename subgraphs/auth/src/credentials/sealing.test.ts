import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createSealing } from './sealing.ts';

describe('sealing', () => {
  const secret = randomBytes(32);
  const sealing = createSealing(secret);

  it('gives back what was sealed, under the same secret and name', () => {
    const sealed = sealing.seal('the private key', 'k-1');
    expect(sealed.includes('private')).toBe(false);
    expect(createSealing(secret).open(sealed, 'k-1')).toBe('the private key');
  });

  it('never looks the same twice', () => {
    expect(sealing.seal('same', 'k-1').equals(sealing.seal('same', 'k-1'))).toBe(false);
  });

  it('does not open under another secret, under another name, cut, or with any byte changed', () => {
    const sealed = sealing.seal('secret', 'k-1');
    expect(() => createSealing(randomBytes(32)).open(sealed, 'k-1')).toThrow();
    expect(() => sealing.open(sealed, 'k-2')).toThrow();
    expect(() => sealing.open(sealed.subarray(0, 20), 'k-1')).toThrow();
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
      expect(() => sealing.open(changed, 'k-1')).toThrow();
    }
  });
});
