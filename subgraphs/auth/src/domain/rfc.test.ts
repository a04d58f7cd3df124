import { describe, expect, it } from '@jest/globals';
import { parseRfc, parseRfcs } from './rfc.ts';

const invalid = expect.objectContaining({ kind: 'invalid', code: 'INVALID_INPUT' });

describe('an RFC', () => {
  it.each(['EKU9003173C9', 'URE180429TM6', 'CACX7605101P8', 'ÑAÑ010101AA1', 'Ñ&A010101AAA', 'A&B9912310X0'])(
    'may be %s',
    (rfc) => {
      expect(parseRfc(rfc)).toBe(rfc);
    },
  );

  it('is kept upper-case, trimmed and composed', () => {
    expect(parseRfc('  eku9003173c9 ')).toBe('EKU9003173C9');
    expect(parseRfc('n\u0303an\u0303010101aa1')).toBe('ÑAÑ010101AA1');
  });

  it.each([
    ['nothing', ''],
    ['too short', 'EK9003173C9'],
    ['too long', 'EKUAB9003173C9'],
    ['month 13', 'EKU9013173C9'],
    ['month 00', 'EKU9000173C9'],
    ['day 32', 'EKU9003323C9'],
    ['day 00', 'EKU9003003C9'],
    ['a check digit that is a letter other than A', 'EKU9003173CB'],
    ['a foreign letter', 'ÉKU9003173C9'],
    ['two lines', 'EKU9003173C9\nEKU9003173C9'],
    ['the general public', 'XAXX010101000'],
    ['a foreigner', 'xexx010101000'],
  ])('is not %s', (_, text) => {
    expect(() => parseRfc(text)).toThrow(invalid);
  });
});

describe('the RFCs of an organisation', () => {
  it('count once however they are spelled', () => {
    expect(parseRfcs(['EKU9003173C9', 'eku9003173c9', 'URE180429TM6'])).toEqual(['EKU9003173C9', 'URE180429TM6']);
  });

  it('are 1 to 50', () => {
    const many = Array.from(
      { length: 51 },
      (_, index) => `EKU9003173${String.fromCharCode(65 + (index % 26))}${index % 10}`,
    );
    expect(() => parseRfcs([])).toThrow(invalid);
    expect(() => parseRfcs(many)).toThrow(invalid);
    expect(parseRfcs(many.slice(0, 50)).length).toBeGreaterThan(1);
  });
});
