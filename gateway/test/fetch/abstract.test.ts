import { describe, expect, it } from '@jest/globals';
import { federate, type TestSubgraph } from '../federated.ts';

const catalog: TestSubgraph = {
  sdl: `type Query { all: [Item] medias: [Media] found: [Found] }
    interface Item { id: ID! }
    type Pen implements Item @key(fields: "id") { id: ID! }
    type Box implements Item @key(fields: "code") { id: ID! code: Int! }
    union Found = Pen | Box
    interface Media @key(fields: "id") { id: ID! title: String }
    type Book implements Media @key(fields: "id") { id: ID! title: String }
    type Film implements Media @key(fields: "id") { id: ID! title: String }`,
  resolvers: {
    Query: {
      all: () => [{ __typename: 'Pen', id: 'p' }, { __typename: 'Box', id: 'b', code: 7 }, null],
      found: () => [
        { __typename: 'Box', id: 'b', code: 7 },
        { __typename: 'Pen', id: 'p' },
      ],
      medias: () => [
        { __typename: 'Book', id: '1', title: 'B' },
        { __typename: 'Film', id: '2', title: 'F' },
      ],
    },
    Media: {
      __resolveReference: ({ id }: { id: string }) => ({
        __typename: id === '1' ? 'Book' : 'Film',
        id,
        title: `t${id}`,
      }),
    },
    Book: { __resolveReference: ({ id }: { id: string }) => ({ id, title: `t${id}` }) },
    Film: { __resolveReference: ({ id }: { id: string }) => ({ id, title: `t${id}` }) },
  },
};
const facts: TestSubgraph = {
  sdl: `type Query { best: [Media] }
    type Pen @key(fields: "id") { id: ID! ink: String price(in: String): Int }
    type Box @key(fields: "code") { code: Int! price(in: String): Int }
    type Media @interfaceObject @key(fields: "id") { id: ID! rating: Int }`,
  resolvers: {
    Query: { best: () => [{ id: '2' }, { id: '1' }] },
    Pen: { __resolveReference: ({ id }: { id: string }) => ({ id, ink: 'blue', price: 1 }) },
    Box: { __resolveReference: ({ code }: { code: number }) => ({ code, price: code }) },
    Media: { __resolveReference: ({ id }: { id: string }) => ({ id }), rating: ({ id }: { id: string }) => Number(id) },
  },
};

describe('fetching for objects of abstract types', () => {
  const run = federate({ catalog, facts });

  it('sends each type by its own key', async () => {
    const { store, sent, faults } = await run('{ all { ... on Pen { ink price } ... on Box { price } } }');
    expect(faults).toEqual([]);
    expect(sent[1]?.variables).toEqual({
      r: [
        { __typename: 'Pen', id: 'p' },
        { __typename: 'Box', code: 7 },
      ],
    });
    expect(store).toMatchObject({ all: [{ ink: 'blue', price: 1 }, { price: 7 }, null] });
  });

  it('tells a fault only at fields that the type has', async () => {
    const down = { ...facts, answer: () => ({ data: null, errors: [{ message: 'off' }] }) };
    const { faults } = await federate({ catalog, facts: down })(
      '{ found { ... on Pen { ink price } ... on Box { price } } }',
    );
    expect(faults.map(({ path }) => path)).toEqual([
      ['found', 0, 'price'],
      ['found', 1, 'ink'],
      ['found', 1, 'price'],
    ]);
  });

  it('asks an @interfaceObject for objects by the name of the interface, and keeps their types', async () => {
    const { store, sent, faults } = await run('{ medias { __typename rating } }');
    expect(faults).toEqual([]);
    expect(sent[1]?.variables).toEqual({
      r: [
        { __typename: 'Media', id: '1' },
        { __typename: 'Media', id: '2' },
      ],
    });
    expect(store).toMatchObject({
      medias: [
        { __typename: 'Book', rating: 1 },
        { __typename: 'Film', rating: 2 },
      ],
    });
  });

  it('learns the types of what an @interfaceObject gave', async () => {
    const { store, faults } = await run('{ best { __typename rating title ... on Book { id } } }');
    expect(faults).toEqual([]);
    expect(store).toMatchObject({
      best: [
        { __typename: 'Film', rating: 2, title: 't2' },
        { __typename: 'Book', rating: 1, title: 't1', id: '1' },
      ],
    });
  });

  it('keeps values apart whose types cannot be merged', async () => {
    const split = federate({
      a: {
        sdl: `type Query { us: [U] } union U = A | B
          type A @key(fields: "id") { id: ID! x: String } type B @key(fields: "id") { id: ID! x: Int! }`,
        resolvers: {
          Query: {
            us: () => [
              { __typename: 'B', id: 1, x: 0 },
              { __typename: 'A', id: 2, x: 'x' },
            ],
          },
        },
      },
    });
    const { store, faults } = await split('{ us { ... on A { x } ... on B { x } } }');
    expect(faults).toEqual([]);
    expect(store).toEqual({ us: [expect.objectContaining({ x: 0 }), expect.objectContaining({ x: 'x' })] });
  });

  it('takes no entity that says it is of another type', async () => {
    const liar = { ...facts, answer: () => ({ data: { _entities: [{ __typename: 'Box', ink: 'red' }, 'none'] } }) };
    const { store, faults } = await federate({ catalog, facts: liar })(
      '{ all { ... on Pen { ink } ... on Box { price } } }',
    );
    expect(JSON.stringify(store)).not.toContain('red');
    expect(faults.map(({ path, code }) => [path, code])).toEqual([
      [['all', 0, 'ink'], 'SUBGRAPH_UNAVAILABLE'],
      [['all', 1, 'price'], 'SUBGRAPH_UNAVAILABLE'],
    ]);
  });
});

describe('a name that stands for different things by type', () => {
  const things: TestSubgraph = {
    sdl: `type Query { things: [Thing] } union Thing = A | B type A @key(fields: "id") { id: ID! child: Child }
      type B @key(fields: "id") { id: ID! child: Child } type Child @key(fields: "id") { id: ID! }`,
    resolvers: {
      Query: {
        things: () => [
          { __typename: 'A', id: 1, child: { id: 'c' } },
          { __typename: 'B', id: 2, child: { id: 'c' } },
          { __typename: 'B', id: 3, child: { id: 'd' } },
        ],
      },
    },
  };
  const children: TestSubgraph = {
    sdl: `type Child @key(fields: "id") { id: ID! text(of: String): String peer: Peer } type Peer { id: ID! child: Child }`,
    resolvers: {
      Child: {
        __resolveReference: ({ id }: { id: string }) => ({ id, peer: { id: `p${id}` } }),
        text: ({ id }: { id: string }, { of }: { of: string }) => id + of,
      },
    },
  };

  it('is asked for each', async () => {
    const { store, faults, sent } = await federate({ things, children })(
      '{ things { ... on A { child { x: text(of: "A") peer { id } } } ... on B { child { x: text(of: "B") peer { id } } } } }',
    );
    expect(faults).toEqual([]);
    expect(store).toMatchObject({
      things: [
        { child: { _r_x: 'cA', peer: { id: 'pc' } } },
        { child: { _r_x: 'cB', peer: { id: 'pc' } } },
        { child: { _r_x: 'dB', peer: { id: 'pd' } } },
      ],
    });
    expect(sent.map(({ subgraph }) => subgraph)).toEqual(['things', 'children']);
  });
});
