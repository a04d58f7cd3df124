import { describe, expect, it } from '@jest/globals';
import { buildSchema, Kind, parse } from 'graphql';
import { normalise } from '../../document/normalise.ts';
import type { EmitInput } from '../emit-input.ts';
import { emitActual } from './emit-actual.ts';
import { emitCost } from './emit-cost.ts';

const schema = buildSchema(`
  directive @link(url: String!, for: String, import: [String]) repeatable on SCHEMA
  directive @cost(weight: Int!) on FIELD_DEFINITION | OBJECT | SCALAR | ENUM | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION
  directive @cost__listSize(
    assumedSize: Int slicingArguments: [String!] sizedFields: [String!] requireOneSlicingArgument: Boolean
  ) on FIELD_DEFINITION

  schema
    @link(url: "https://specs.apollo.dev/link/v1.0")
    @link(url: "https://specs.apollo.dev/cost/v0.1", import: ["@cost"]) { query: Query mutation: Mutation }

  input Filter { text: String terms: [String!] deep: Int @cost(weight: 7) }
  input Page { first: Int }
  enum Odd @cost(weight: 2) { A }
  interface Node { id: ID! }
  type Item implements Node { id: ID! odd: Odd dear: Int @cost(weight: 5) self: Item items(first: Int = 4): [Item!] @cost__listSize(slicingArguments: ["first"]) }
  type Heavy implements Node @cost(weight: 30) { id: ID! }
  type Edge { node: Item }
  type Connection { edges: [Edge!] total: Int }
  interface Part { id: ID! price: Int parts: [Part] }
  type Bolt implements Part { id: ID! price: Int @cost(weight: 9) parts: [Part] }
  type Frame implements Part { id: ID! price: Int parts: [Part] @cost__listSize(assumedSize: 200) }
  union Thing = Item | Heavy
  type Mutation { change: Item }
  type Query {
    item(filter: Filter): Item
    items(first: Int, last: Int): [Item] @cost__listSize(assumedSize: 50, slicingArguments: ["first", "last"], requireOneSlicingArgument: false)
    plain: [Item]
    matrix: [[Int!]!]
    node: Node
    thing: Thing
    part: Part
    heavy: Heavy
    connection(page: Page, size: Int @cost(weight: 3)): Connection @cost__listSize(slicingArguments: ["page.first"], sizedFields: ["edges"])
  }
`);

function inputOf(text: string): EmitInput {
  const document = parse(text);
  const node = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  if (!node) throw new Error('there is no operation');
  const access = { mayRead: () => true, mayBe: () => true };
  return { schema, supergraph: schema, access, plan: { kind: 'QueryPlan' }, operation: normalise(document, node) };
}

function estimate(text: string, variables = {}): number {
  return new Function('v', `${emitCost(inputOf(text), 10)}; return estimate(v);`)(variables);
}

function actual(text: string, store: object): number {
  return new Function('store', `${emitActual(inputOf(text))}; return actual(store);`)(store);
}

describe('an estimate', () => {
  it.each([
    ['leaves cost nothing, an object 1', '{ item { id } }', 1],
    ['objects add up', '{ item { self { self { id } } } }', 3],
    ['a mutation costs 10 as such', 'mutation { change { id } }', 11],
    ['weights of fields, enums and types', '{ item { dear odd } heavy { id } }', 1 + 5 + 2 + 30],
    ['a list that says nothing', '{ plain { id } }', 10],
    ['a list within a list', '{ plain { items { id } } }', 10 * (1 + 4)],
    ['a slicing argument', '{ items(first: 3) { self { id } } }', 6],
    ['the larger of two', '{ items(first: 3, last: 8) { id } }', 8],
    ['an assumed size', '{ items { id } }', 50],
    [
      'an argument within an argument, for a field below',
      '{ connection(page: { first: 7 }) { total edges { node { id } } } }',
      1 + 1 + 7 * 2,
    ],
    [
      'weights of arguments',
      '{ connection(size: 1) { total } item(filter: { deep: 1, text: "x" }) { id } }',
      1 + 3 + 1 + 1 + 7,
    ],
    ['aliases', '{ a: item { id } b: item { id } }', 2],
    [
      'fragments, whichever applies',
      '{ node { ... on Item { self { id } } ...H } } fragment H on Heavy { id }',
      30 + 1,
    ],
    ['an interface as the dearest of what it may be', '{ node { id } thing { __typename } }', 30 + 30],
    ['a field of an interface as its dearest implementation', '{ part { price parts { id } } }', 1 + 9 + 200],
    ['what is skipped for good', '{ item { self @skip(if: true) { id } } }', 1],
  ])('counts %s', (_, text, points) => {
    expect(estimate(text)).toBe(points);
  });

  it('takes lengths and conditions from variables', () => {
    const text = `query ($n: Int, $with: Boolean!, $page: Page) {
      items(first: $n) { id self @include(if: $with) { id } }
      connection(page: $page) { edges { node { id } } }
    }`;
    expect(estimate(text, { n: 5, with: false, page: { first: 2 } })).toBe(5 + 1 + 1 + 2 * 2);
    expect(estimate(text, { n: 5, with: true, page: { first: 2 } })).toBe(10 + 1 + 1 + 2 * 2);
    expect(estimate(text, { with: false })).toBe(50 + 1 + 10 * 2);
    expect(estimate('query ($n: Int) { item { items(first: $n) { id } } }', {})).toBe(1 + 4);
  });

  it('never comes to less by overflowing, nor by a negative length', () => {
    const nested = Array.from({ length: 30 }).reduce<string>((inner) => `items(first: 2147483647) { ${inner} }`, 'id');
    expect(estimate(`{ item { ${nested} } }`)).toBe(Number.MAX_SAFE_INTEGER);
    expect(estimate('{ items(first: -5) { id } item { id } }')).toBe(50 + 1);
    expect(estimate('query ($n: Int) { items(first: $n) { id } item { id } }', { n: -5 })).toBe(50 + 1);
  });

  it('names variables that every object has, and lets no text out of its quotes', () => {
    expect(estimate('query ($constructor: Int) { items(first: $constructor) { id } }', {})).toBe(50);
    expect(estimate('query ($__proto__: Int) { items(first: $__proto__) { id } }', JSON.parse('{"__proto__":2}'))).toBe(
      2,
    );
  });
});

describe('what an answer has cost', () => {
  it('counts the objects that are there', () => {
    const text = '{ items { id self { dear } } one: item { odd } ...F ...F } fragment F on Query { plain { id } }';
    const store = {
      items: [{ id: '1', self: { dear: 1 } }, null, { id: '2', self: null }],
      _r_one: { odd: 'A' },
      plain: [{ id: '1' }],
    };
    expect(actual(text, store)).toBe(2 + (1 + 5) + (1 + 2) + 1);
    expect(actual(text, {})).toBe(0);
  });

  it('is not more than the estimate where lists keep to what was assumed', () => {
    const text = '{ items(first: 2) { id self { id } } }';
    const store = { _r_items: [{ self: { id: '1' } }, { self: { id: '2' } }] };
    expect(actual(text, store)).toBeLessThanOrEqual(estimate(text));
  });
});
