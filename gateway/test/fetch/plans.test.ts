import { describe, expect, it } from '@jest/globals';
import { federate, type TestSubgraph } from '../federated.ts';

type Args = Readonly<Record<string, unknown>>;

const prices: TestSubgraph = {
  sdl: `type Query { products: [Product] best: Product @shareable }
    type Mutation { add(upc: ID): Product remove: Int }
    type Product @key(fields: "upc") { upc: ID! price(currency: String): Int! parts: [Part!] }
    type Part @shareable { grams: Int label: Label @provides(fields: "text") } type Label @key(fields: "id") { id: ID! text: String @external }`,
  resolvers: {
    Query: { products: () => [{ upc: 'a' }, { upc: 'b' }], best: () => ({ upc: 'a' }) },
    Mutation: { add: (_: unknown, { upc }: Args) => ({ upc }), remove: () => 1 },
    Product: {
      __resolveReference: (product: object) => product,
      price: (_: unknown, { currency }: Args) => (currency === 'USD' ? 2 : 3),
      parts: ({ upc }: { upc: string }) => (upc === 'a' ? [{ grams: 1, label: { id: 'l', text: 'L' } }] : null),
    },
  },
};
const costs: TestSubgraph = {
  sdl: `type Query { best: Product @shareable }
    type Mutation { count: Int }
    type Product @key(fields: "upc") { upc: ID!
      price(currency: String): Int! @external parts: [Part!] @external
      cost: String @requires(fields: "price(currency: \\"USD\\") parts { grams }")
      other: String @requires(fields: "price(currency: \\"EUR\\")")
      size(unit: String): Int }
    type Part @shareable { grams: Int }
    type Label @key(fields: "id") { id: ID! text: String @shareable }`,
  resolvers: {
    Query: { best: () => ({ upc: 'a', size: 5 }) },
    Mutation: { count: () => 9 },
    Product: {
      __resolveReference: (product: object) => ({ size: 5, ...product }),
      cost: (product: object) => JSON.stringify(product),
      other: ({ price }: { price: number }) => String(price),
    },
  },
};

describe('what plans consist of', () => {
  const run = federate({ prices, costs });

  it('sends inputs with arguments by their own names, each of its own value, and the client gets its own', async () => {
    const { store, faults } = await run('{ products { price(currency: "MXN") cost other } }');
    expect(faults).toEqual([]);
    expect(store).toMatchObject({
      products: [
        {
          _r_price: 3,
          cost: '{"size":5,"__typename":"Product","upc":"a","price":2,"parts":[{"grams":1}]}',
          other: '3',
        },
        { _r_price: 3, cost: '{"size":5,"__typename":"Product","upc":"b","price":2,"parts":null}', other: '3' },
      ],
    });
  });

  it('merges what two subgraphs give of one object', async () => {
    const { store, sent } = await run('{ best { upc size parts { grams } } }');
    expect(store).toMatchObject({ best: { upc: 'a', size: 5, parts: [{ grams: 1 }] } });
    expect(sent.length).toBeGreaterThan(1);
  });

  it('takes what a field provides without asking for it', async () => {
    const { store, sent } = await run('{ products { parts { label { text } } } }');
    expect(store).toMatchObject({ products: [{ parts: [{ label: { text: 'L' } }] }, { parts: null }] });
    expect(sent).toHaveLength(1);
  });

  it('runs mutations one after another, in their order, each with all that it needs', async () => {
    const { store, sent } = await run('mutation($upc: ID) { add(upc: $upc) { size } count remove }', { upc: 'n' });
    expect(store).toMatchObject({ _r_add: { size: 5 }, count: 9, remove: 1 });
    const kinds = sent.map(({ subgraph, query }) => `${subgraph} ${/^mutation/.test(query)}`);
    expect(kinds).toEqual(['prices true', 'costs false', 'costs true', 'prices true']);
  });

  it('leaves out what variables rule out', async () => {
    const query = `query($yes: Boolean!, $no: Boolean!) {
      products { upc size @include(if: $yes) ... @skip(if: $no) { other } price @include(if: $no) } }`;
    const all = await run(query, { yes: true, no: false });
    expect(all.store).toMatchObject({
      products: [
        { size: 5, other: '3' },
        { size: 5, other: '3' },
      ],
    });
    const few = await run(query, { yes: false, no: true });
    expect(few.store).toMatchObject({
      products: [
        { upc: 'a', price: 3 },
        { upc: 'b', price: 3 },
      ],
    });
    expect(few.sent.map(({ subgraph }) => subgraph)).toEqual(['prices']);
    expect(few.faults).toEqual([]);
  });

  it('sends nothing at all when variables rule all of it out', async () => {
    const { store, sent } = await run('query($no: Boolean!) { products @include(if: $no) { upc } }', { no: false });
    expect([store, sent]).toEqual([{}, []]);
  });

  it('leaves inputs out that were not asked for, and still asks for what does not need them', async () => {
    const query = 'query($yes: Boolean!) { best { size other cost @include(if: $yes) } }';
    const { store, faults } = await run(query, { yes: false });
    expect(faults).toEqual([]);
    expect(store).toMatchObject({ best: { size: 5, other: '3' } });
    const all = await run(query, { yes: true });
    expect(all.store).toMatchObject({ best: { size: 5, other: '3', cost: expect.stringContaining('"price":2') } });
  });

  it('takes variables of a client by any name, and sends each fetch those that it uses', async () => {
    const { sent, faults, store } = await run(
      'query($representations: String, $r: String, $constructor: String) { best { size } products { a: price(currency: $representations) b: price(currency: $r) c: price(currency: $constructor) size(unit: $representations) } }',
      { representations: 'USD', r: 'EUR' },
    );
    expect(faults).toEqual([]);
    expect(store).toMatchObject({ products: [{ _r_a: 2, _r_b: 3, _r_c: 3, _r_size: 5 }, {}] });
    expect(sent.map(({ variables }) => Object.keys(variables).sort())).toContainEqual(['r', 'representations']);
    expect(sent.at(-1)?.variables).toMatchObject({ r: [{ upc: 'a' }, { upc: 'b' }], representations: 'USD' });
  });
});

describe('types', () => {
  it('are not asked for where there is only one', async () => {
    const { sent, store } = await federate({ prices, costs })('{ products { size parts { label { text } } } }');
    expect(sent.map(({ query }) => query).join()).not.toContain('__typename');
    expect(sent[1]?.variables).toEqual({
      r: [
        { __typename: 'Product', upc: 'a' },
        { __typename: 'Product', upc: 'b' },
      ],
    });
    expect(store).toMatchObject({ products: [{ size: 5 }, { size: 5, parts: null }] });
  });
});
