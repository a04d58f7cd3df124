import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { selectOperation } from '../planning/parse.ts';
import { depthOf } from './limit-depth.ts';

const depth = (text: string) => {
  const operation = selectOperation(text, parse(text), undefined);
  if (!operation) throw new Error('no operation');
  return depthOf(operation);
};

describe('the depth of an operation', () => {
  it.each([
    ['{ a }', 1],
    ['{ a { b { c } } d }', 3],
    ['{ a { ... on T { b { c } } } }', 3],
    ['{ a { ...F } } fragment F on T { b { ...G } } fragment G on T { c }', 3],
    ['{ __schema { types { fields { type { name } } } } }', 0],
  ])('%s is %d', (text, expected) => {
    expect(depth(text)).toBe(expected);
  });

  it('is measured once for each fragment, however often it is spread', () => {
    const fragments = Array.from(
      { length: 60 },
      (_, n) => `fragment F${n} on T { a { ...F${n + 1} } b { ...F${n + 1} } }`,
    );
    expect(depth(`{ a { ...F0 } } ${fragments.join(' ')} fragment F60 on T { c }`)).toBe(62);
  });
});
