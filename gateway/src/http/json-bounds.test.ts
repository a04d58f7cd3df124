import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { boundJson } from './json-bounds.ts';

/** Beyond the size that is not looked at. */
const padded = (json: string) => Buffer.from(json + ' '.repeat(20_000));
const codeOf = (json: string) => {
  try {
    boundJson(padded(json));
  } catch (error) {
    return (error as { code: string }).code;
  }
  return undefined;
};
const fields = (count: number) => Array.from({ length: count }, (_, n) => `"k${n}":[1,2]`).join(',');

describe('the bounds of JSON', () => {
  it.each([
    ['a body of a hundred levels', `${'['.repeat(100)}${']'.repeat(100)}`, undefined],
    ['a body of one more', `${'['.repeat(101)}`, 'INVALID_INPUT'],
    ['lists side by side', `[${'[],'.repeat(40_000)}[]]`, undefined],
    ['many values', `[${'1,'.repeat(50_001)}1]`, 'PAYLOAD_TOO_LARGE'],
    ['an object of many fields', `{${fields(2_001)}}`, undefined],
    ['an object of more', `{"a":{"b":1},"c":[{${fields(2_002)}}]}`, 'PAYLOAD_TOO_LARGE'],
    ['brackets and commas in a text', `{"a":"${'[{,'.repeat(60_000)}"}`, undefined],
    ['quotes in a text', `{"a":"${'\\"['.repeat(60_000)}"}`, undefined],
    ['a text that ends in a backslash', `{"a":"\\\\","b":"${'['.repeat(200)}"}`, undefined],
    ['a text without end', `{"a":"${'['.repeat(200)}`, undefined],
  ])('for %s', (_, json, code) => {
    expect(codeOf(json)).toBe(code);
  });

  it('let all values pass that are within them, whatever their texts say', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 20 }), (json) => {
        expect(codeOf(json)).toBeUndefined();
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('hold whatever stands before what is too deep', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (json) => {
        expect(codeOf(`[${json},${'['.repeat(100)}`)).toBe('INVALID_INPUT');
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});
