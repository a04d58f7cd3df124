import { expect, it } from '@jest/globals';
import { isStorable } from './storable.ts';

it.each([
  ['a text', 'á\n', true],
  ['what JSON has', { a: [1, null, true, { b: '𝄞' }] }, true],
  ['a null character', { a: ['\0'] }, false],
  ['half a character', { '\ud800': 1 }, false],
  ['what is nested too deeply', JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`), false],
])('tells whether %s can be kept', (_, value, storable) => {
  expect(isStorable(value)).toBe(storable);
});
