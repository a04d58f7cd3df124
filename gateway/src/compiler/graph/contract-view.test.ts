import { describe, expect, it } from '@jest/globals';
import { parse, printSchema } from 'graphql';
import { compose, linkFederation } from '../../../test/compose.ts';
import { createCompiler } from '../compiler.ts';
import type { Contract } from './contract-filter.ts';
import { loadSupergraph } from './load-supergraph.ts';

const link = linkFederation('@key', '@external', '@requires', '@tag', '@shareable', '@inaccessible');

function view(sdl: string, { include = [], exclude = [] }: Partial<Contract>): string {
  const { schema } = loadSupergraph(sdl, { include, exclude });
  return printSchema(schema).replaceAll(/\s+/g, ' ').trim();
}

const partner = compose({
  goods: `${link}
    type Query {
      product(id: ID!): Product @tag(name: "partner")
      found: Found @tag(name: "partner")
      internal: Secret
      named: [Named] @tag(name: "partner")
    }
    type Product implements Named @key(fields: "id") {
      id: ID! @tag(name: "partner")
      name(in: Language = EN, upper: Boolean @tag(name: "internal")): String @tag(name: "partner")
      cost: Int @tag(name: "partner") @tag(name: "internal")
      weight: Int
    }
    interface Named { name(in: Language = EN): String @tag(name: "partner") }
    type Secret @tag(name: "internal") { value: Kind }
    enum Kind { A }
    enum Language { EN DE XX @tag(name: "internal") }
    union Found @tag(name: "partner") = Product | Secret`,
  shipping: `${link}
    type Product @key(fields: "id") {
      id: ID!
      weight: Int @external
      price: Int @requires(fields: "weight") @tag(name: "partner")
    }`,
});

describe('a contract', () => {
  it('without tags shows everything', () => {
    expect(view(partner, {})).toContain('weight: Int');
    expect(view(partner, {})).toContain('enum Kind');
  });

  it('shows what is included, and of that nothing that is excluded', () => {
    expect(view(partner, { include: ['partner'], exclude: ['internal'] })).toBe(
      'union Found = Product enum Language { EN DE } interface Named { name(in: Language = EN): String } ' +
        'type Product implements Named { id: ID! name(in: Language = EN): String price: Int } ' +
        'type Query { product(id: ID!): Product found: Found named: [Named] }',
    );
  });

  it('shows everything but what is excluded, and nothing that only that led to', () => {
    const shown = view(partner, { exclude: ['internal'] });
    expect(shown).toContain('weight: Int');
    expect(shown).not.toMatch(/Secret|Kind|cost|upper|XX/);
  });

  it.each(['include', 'exclude'] as const)('of tags that nobody uses: %s', (way) => {
    const contract = { [way]: ['nobody'] };
    if (way === 'exclude') expect(view(partner, contract)).toBe(view(partner, {}));
    else expect(() => view(partner, contract)).toThrow('leaves nothing');
  });

  it('leaves plans as they were: what clients do not see is fetched where something needs it', () => {
    const contract = { include: ['partner'], exclude: ['internal'] };
    const compiler = createCompiler(partner, { limits: { maxTokens: 1_000 }, contract });
    const key = { text: '{ product(id: 1) { price } }' };
    expect(compiler.read(key)).toHaveProperty('facts');
    expect(compiler.read({ text: '{ product(id: 1) { weight } }' })).toHaveProperty('faults');
    expect(() => compiler.compile(key, { granted: [], labels: [] })).not.toThrow();
  });
});

describe('what a contract hides takes along', () => {
  const shown = (sdl: string) => view(compose({ a: `${link} ${sdl}` }), { exclude: ['x'] });

  it.each([
    ['a field that gives it', 'type Query { a: Int b: T } type T @tag(name: "x") { c: Int }', 'type Query { a: Int }'],
    [
      'a type of such fields only, and what gives that',
      'type Query { a: Int b: T } type T { c: U } type U @tag(name: "x") { d: Int }',
      'type Query { a: Int }',
    ],
    [
      'a field that needs a value of it, but not one that may have a value of it',
      'type Query { a(e: E!): Int b(e: E): Int } enum E @tag(name: "x") { V }',
      'type Query { b: Int }',
    ],
    [
      'an input type that cannot be made without it',
      'type Query { a(i: I): Int b(j: J): Int } input I { e: E! } input J { e: E n: Int } enum E @tag(name: "x") { V }',
      'input J { n: Int } type Query { a: Int b(j: J): Int }',
    ],
    [
      'an argument whose default it is',
      'type Query { a(e: E = W): Int } enum E { V W @tag(name: "x") }',
      'type Query { a: Int }',
    ],
    [
      'the field of an interface that an implementation no longer has',
      'type Query { i: I } interface I { a: Int b: Int } type T implements I { a: Int b: Int @tag(name: "x") }',
      'interface I { a: Int } type Query { i: I } type T implements I { a: Int }',
    ],
    [
      'an interface or a union none of whose types is left',
      'type Query { a: Int i: I u: U } interface I { b: Int } type T implements I @tag(name: "x") { b: Int } union U = T',
      'type Query { a: Int }',
    ],
    [
      'a root type without fields',
      'type Query { a: Int } type Mutation { b: Int @tag(name: "x") }',
      'type Query { a: Int }',
    ],
  ])('%s', (_, sdl, expected) => {
    expect(shown(sdl)).toBe(expected);
  });

  it('nothing that has to be given: who asks could not go without it', () => {
    expect(
      shown('type Query { a(b: Int! @tag(name: "x")): Int c(i: I): Int } input I { d: Int! @tag(name: "x") }'),
    ).toBe('input I { d: Int! } type Query { a(b: Int!): Int c(i: I): Int }');
  });

  it('and joins what is inaccessible anyway', () => {
    expect(shown('type Query { a: Int b: T c: Int @tag(name: "x") } type T { d: Int e: Int @inaccessible }')).toBe(
      'type Query { a: Int b: T } type T { d: Int }',
    );
  });

  it('nothing under another name of the directives', () => {
    const renamed = linkFederation('{name: "@tag", as: "@label"}', '{name: "@inaccessible", as: "@gone"}');
    const sdl = `${renamed} type Query { a: Int b: Int @label(name: "x") c: Int @gone }`;
    expect(view(compose({ a: sdl }), { exclude: ['x'] })).toBe('type Query { a: Int }');
  });

  it('in a supergraph that has never heard of either directive', () => {
    const sdl = compose({ a: 'type Query { a: Int }' });
    expect(view(sdl, { exclude: ['x'] })).toBe('type Query { a: Int }');
    expect(() => parse(sdl)).not.toThrow();
  });
});
