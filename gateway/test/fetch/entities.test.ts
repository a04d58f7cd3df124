import { describe, expect, it } from '@jest/globals';
import { federate } from '../federated.ts';

const users = [
  { id: '1', name: 'Ana' },
  { id: '2', name: 'Beto "el\\malo"\n' },
];
const reviewsOf: Readonly<Record<string, readonly object[]>> = {
  a: [
    { body: 'good', author: { id: '1' } },
    { body: 'bad', author: { id: '2' } },
  ],
  b: [
    { body: 'none', author: null },
    { body: 'again', author: { id: '1' } },
  ],
};

const run = federate({
  products: {
    sdl: 'type Query { top(n: Int): [Product] } type Product @key(fields: "upc") { upc: ID! title: String }',
    resolvers: {
      Query: { top: () => [{ upc: 'a', title: 'A' }, null, { upc: 'b', title: 'B' }, { upc: 'a', title: 'A' }] },
    },
  },
  reviews: {
    sdl: `type Product @key(fields: "upc") { upc: ID! reviews(first: Int): [Review] }
      type Review { body: String author: User } type User @key(fields: "id") { id: ID! }`,
    resolvers: {
      Product: { __resolveReference: ({ upc }: { upc: string }) => ({ upc, reviews: reviewsOf[upc] }) },
    },
  },
  users: {
    sdl: 'type User @key(fields: "id") { id: ID! name: String }',
    resolvers: { User: { __resolveReference: ({ id }: { id: string }) => users.find((user) => user.id === id) } },
  },
});

describe('fetching entities', () => {
  it('brings every entity back to each of its occurrences, and asks for it once', async () => {
    const { store, sent, faults } = await run(
      'query($n: Int, $first: Int) { top(n: $n) { title reviews(first: $first) { body author { name } } } }',
      { n: 4, first: 2 },
    );
    const [good, bad] = [
      { body: 'good', author: expect.objectContaining({ name: 'Ana' }) },
      { body: 'bad', author: expect.objectContaining({ name: 'Beto "el\\malo"\n' }) },
    ];
    const a = expect.objectContaining({ title: 'A', _r_reviews: [good, bad] });
    const b = { body: 'again', author: expect.objectContaining({ name: 'Ana' }) };
    expect(store.top ?? store._r_top).toEqual([
      a,
      null,
      expect.objectContaining({ title: 'B', _r_reviews: [{ body: 'none', author: null }, b] }),
      a,
    ]);
    expect(faults).toEqual([]);
    expect(sent.map(({ subgraph, variables }) => [subgraph, variables])).toEqual([
      ['products', { n: 4 }],
      [
        'reviews',
        {
          r: [
            { __typename: 'Product', upc: 'a' },
            { __typename: 'Product', upc: 'b' },
          ],
          first: 2,
        },
      ],
      [
        'users',
        {
          r: [
            { __typename: 'User', id: '1' },
            { __typename: 'User', id: '2' },
          ],
        },
      ],
    ]);
  });
});
