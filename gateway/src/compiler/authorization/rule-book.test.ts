import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { rulesOfItsOwn } from './inherited-rules.ts';
import { ruleBookOf } from './rule-book.ts';

const head = `
  schema
    @link(url: "https://specs.apollo.dev/link/v1.0")
    @link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)
    @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", import: [{ name: "@requiresScopes", as: "@needs" }])
    @link(url: "https://specs.apollo.dev/policy/v0.1", as: "rule")
  { query: Query }`;

const bookOf = (sdl: string) => ruleBookOf(buildSchema(`${head} ${sdl}`, { assumeValidSDL: true }));
const own = { kind: 'authenticated' } as const;

describe('the rules of a supergraph', () => {
  it('are read under the names that it links them under, and no others', () => {
    const book = bookOf(`type Query {
      a: Int @authenticated
      b: Int @needs(scopes: [["y", "x"]])
      c: Int @rule(policies: [["p"]])
      d: Int @requiresScopes(scopes: [["x"]]) @policy(policies: [["p"]])
      e: Int @needs(scopes: [["one"], ["two"]]) @authenticated
      f: Int @needs
    }`);
    expect(book.ofField('Query', 'a')).toEqual([own]);
    expect(book.ofField('Query', 'b')).toEqual([{ kind: 'scopes', anyOf: [['x', 'y']] }]);
    expect(book.ofField('Query', 'c')).toEqual([{ kind: 'policy', anyOf: [['p']] }]);
    expect(book.ofField('Query', 'd')).toEqual([]);
    expect(book.ofField('Query', 'e')).toEqual([{ kind: 'scopes', anyOf: [['one'], ['two']] }, own]);
    expect(book.ofField('Query', 'f')).toEqual([{ kind: 'scopes', anyOf: [] }]);
    expect(bookOf('type Query { a: Int }').empty).toBe(true);
  });

  it('of an interface hold for its implementations too, where these do not explain them', () => {
    const book = bookOf(`type Query { i: I }
      interface I @needs(scopes: [["type"]]) { a: Int @authenticated b: Int @authenticated }
      interface J { a: Int @needs(scopes: [["j"]]) }
      type A implements I & J { a: Int b: Int @authenticated }
      type B implements I { a: Int b: Int }`);
    expect(book.ofType('A')).toEqual([{ kind: 'scopes', anyOf: [['type']] }]);
    expect(book.ofField('A', 'a')).toEqual([own, { kind: 'scopes', anyOf: [['j']] }]);
    expect(book.ofField('B', 'a')).toEqual([own]);
    expect(book.ofField('B', 'b')).toEqual([]);
  });
});

describe('a rule of an interface', () => {
  const scopes = (...anyOf: string[][]) => ({ kind: 'scopes', anyOf }) as const;

  it.each([
    ['what one implementation asks for', [own], [own], 0],
    ['what they ask for together', [scopes(['a', 'b'])], [scopes(['a']), scopes(['b'])], 0],
    ['one way of theirs out of two', [scopes(['a', 'b'], ['a', 'c'])], [scopes(['a']), scopes(['b'], ['c'])], 0],
    ['more than they do', [scopes(['a', 'b', 'c'])], [scopes(['a']), scopes(['b'])], 1],
    ['another kind of thing', [own], [scopes(['a'])], 1],
    ['something, and they for nothing', [scopes(['a'])], [], 1],
  ])('is its own when it asks for more than its implementations: %s', (_, rules, others, count) => {
    expect(rulesOfItsOwn(rules, others)).toHaveLength(count);
  });

  it('is its own when that is too much to work out', () => {
    const many = Array.from({ length: 12 }, (_, at) => scopes([`a${at}`], [`b${at}`]));
    expect(rulesOfItsOwn([scopes(['a0'])], many)).toHaveLength(1);
  });
});
