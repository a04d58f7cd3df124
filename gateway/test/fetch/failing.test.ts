import { Refusal } from '@fiscal/kit';
import { describe, expect, it } from '@jest/globals';
import { federate, type TestSubgraph } from '../federated.ts';

const orders: TestSubgraph = {
  sdl: `type Query { orders: [[Order]] first: Order }
    type Order @key(fields: "id") { id: ID lines: [Line] } type Line { product: Product } type Product @key(fields: "upc") { upc: ID }`,
  resolvers: {
    Query: {
      orders: () => [
        [null, { id: 'o1', lines: [{ product: { upc: 'a' } }, null, { product: { upc: null } }] }],
        [{ id: 'o2', lines: [{ product: null }, { product: { upc: 'b' } }, { product: { upc: 'a' } }] }],
      ],
      first: () => ({ id: 'o1', lines: [] }),
    },
  },
};
const products: TestSubgraph = {
  sdl: `type Product @key(fields: "upc") { upc: ID name: String weight: Int maker: Maker } type Maker { name: String tags: [String] }`,
};
const shipping: TestSubgraph = {
  sdl: 'type Product @key(fields: "upc") { upc: ID weight: Int @external cost: Int @requires(fields: "weight") }',
  resolvers: {
    Product: {
      __resolveReference: (product: object) => product,
      cost: ({ weight }: { weight: number | null }) => (weight === null ? -1 : weight * 2),
    },
  },
};
const query = '{ orders { lines { product { name maker { name tags } } } } }';
const answering = (answer: TestSubgraph['answer']) =>
  federate({ orders, products: { ...products, answer } as TestSubgraph, shipping });
const at = (i: number, j: number, line: number) => ['orders', i, j, 'lines', line, 'product'];

describe('a fetch that fails', () => {
  it('is told at every field of every occurrence when nothing came', async () => {
    const run = answering(() => {
      throw new Refusal('unavailable', 'DEADLINE_EXCEEDED', 'too late');
    });
    const { store, faults, sent } = await run(query);
    // What has no key cannot be looked up: that is no fault.
    expect(sent[1]?.variables).toEqual({
      r: [
        { __typename: 'Product', upc: 'a' },
        { __typename: 'Product', upc: 'b' },
      ],
    });
    const places = [at(0, 1, 0), at(1, 0, 1), at(1, 0, 2)];
    expect(faults.map(({ path }) => path)).toEqual(
      places.flatMap((place) => [
        [...place, 'name'],
        [...place, 'maker'],
      ]),
    );
    expect(faults[0]).toMatchObject({ message: 'too late', code: 'DEADLINE_EXCEEDED' });
    expect(store).toMatchObject({ orders: [[null, { lines: [{}, null, {}] }], [{}]] });
  });

  it('is masked when it is a fault of ours', async () => {
    const run = answering(() => {
      throw new TypeError('secret');
    });
    const { faults } = await run('{ first { id } orders { lines { product { name } } } }');
    expect(faults).toHaveLength(3);
    expect(faults[0]).toMatchObject({ message: 'internal error', code: 'INTERNAL' });
  });

  it('is told at the root fields when it was the first', async () => {
    const away = federate({
      orders: { ...orders, answer: () => ({ data: null, errors: [{ message: 'off' }] }) },
      products,
      shipping,
    });
    const { store, faults } = await away(
      'query($no: Boolean!) { a: first { id } b: first @skip(if: $no) { id } orders { id } }',
      {
        no: true,
      },
    );
    expect(store).toEqual({});
    expect(faults.map(({ path, message }) => [path, message])).toEqual([
      [['_r_a'], 'off'],
      [['orders'], 'off'],
    ]);
  });

  it('tells errors of an entity at each of its occurrences, by their own indexes', async () => {
    const run = answering(() => ({
      data: {
        _entities: [
          { name: null, maker: { name: null, tags: [null] } },
          { name: 'B', maker: null },
        ],
      },
      errors: [
        { message: 'no name', path: ['_entities', 0, 'name'], extensions: { code: 'NO_NAME', secret: 'x' } },
        { message: 'no tag', path: ['_entities', 0, 'maker', 'tags', 0] },
        { message: 'odd', path: ['_entities', 9, 'name'] },
      ],
    }));
    const { faults } = await run(query);
    expect(faults.map(({ path, message, code }) => [path, message, code])).toEqual([
      [[...at(0, 1, 0), 'name'], 'no name', 'NO_NAME'],
      [[...at(1, 0, 2), 'name'], 'no name', 'NO_NAME'],
      [[...at(0, 1, 0), 'maker', 'tags', 0], 'no tag', undefined],
      [[...at(1, 0, 2), 'maker', 'tags', 0], 'no tag', undefined],
      [['orders'], 'odd', undefined],
    ]);
  });

  it('is a fault when entities are too few, too many or no list, and nothing is taken', async () => {
    for (const _entities of [[{ name: 'A' }], [{}, {}, {}], { name: 'A' }, 'A', null, undefined]) {
      const { store, faults } = await answering(() => ({ data: { _entities } as Record<string, unknown> }))(
        '{ orders { lines { product { name } } } }',
      );
      expect(JSON.stringify(store)).not.toContain('"name"');
      expect(faults.map(({ path, code }) => [path, code])).toEqual(
        [at(0, 1, 0), at(1, 0, 1), at(1, 0, 2)].map((place) => [[...place, 'name'], 'SUBGRAPH_UNAVAILABLE']),
      );
    }
  });

  it('is told at the object when it was only to give what another fetch requires, which then is not sent', async () => {
    const run = answering(() => {
      throw new Refusal('unavailable', 'SUBGRAPH_UNAVAILABLE', 'away');
    });
    const { faults, sent } = await run('{ orders { lines { product { cost } } } }');
    expect(sent.map(({ subgraph }) => subgraph)).toEqual(['orders', 'products']);
    expect(faults.map(({ path }) => path)).toEqual([at(0, 1, 0), at(1, 0, 1), at(1, 0, 2)]);
  });

  it('is told at what is computed of it, too, where the client sees what it was to give', async () => {
    const run = answering(() => {
      throw new Refusal('unavailable', 'SUBGRAPH_UNAVAILABLE', 'away');
    });
    const { faults } = await run('{ orders { lines { product { name cost } } } }');
    const places = [at(0, 1, 0), at(1, 0, 1), at(1, 0, 2)];
    expect(faults.map(({ path, code }) => [path, code])).toEqual([
      ...places.map((place) => [[...place, 'name'], 'SUBGRAPH_UNAVAILABLE']),
      ...places.map((place) => [[...place, 'cost'], 'SUBGRAPH_UNAVAILABLE']),
    ]);
  });

  it('is not taken for an entity that a subgraph does not know, of whose nulls others compute', async () => {
    const unknown = await answering(() => ({ data: { _entities: [null, { weight: 1 }] } }))(
      '{ orders { lines { product { cost } } } }',
    );
    expect(unknown.faults).toEqual([]);
    expect(unknown.sent[2]?.variables).toEqual({
      r: [
        { __typename: 'Product', upc: 'a', weight: null },
        { __typename: 'Product', upc: 'b', weight: 1 },
      ],
    });
    for (const path of [['_entities', 0], undefined]) {
      const { faults, sent } = await answering(() => ({
        data: { _entities: [null, { weight: 1 }] },
        errors: [{ message: 'off', ...(path ? { path } : {}) }],
      }))('{ orders { lines { product { cost } } } }');
      expect(sent[2]?.variables).toEqual({ r: [{ __typename: 'Product', upc: 'b', weight: 1 }] });
      expect(faults.length).toBeGreaterThan(0);
    }
  });

  it('is told where an entity would be looked up by what a subgraph does not know of it', async () => {
    const codes = { sdl: 'type Product @key(fields: "upc") @key(fields: "code") { upc: ID code: ID }' };
    const stock = { sdl: 'type Product @key(fields: "code") { code: ID left: Int }' };
    const { store, faults } = await federate({
      orders,
      codes: { ...codes, answer: () => ({ data: { _entities: [null, { code: 'c' }] } }) },
      stock: { ...stock, answer: () => ({ data: { _entities: [{ left: 5 }] } }) },
    })('{ orders { lines { product { left } } } }');
    expect(JSON.stringify(store)).toContain('"left":5');
    expect(faults.map(({ path, code }) => [path, code])).toEqual(
      [at(0, 1, 0), at(1, 0, 2)].map((place) => [[...place, 'left'], 'SUBGRAPH_UNAVAILABLE']),
    );
  });

  it('sends null for an input that is null', async () => {
    const run = answering(() => ({ data: { _entities: [{ weight: 1 }, { weight: null }] } }));
    const { store, sent } = await run('{ orders { lines { product { cost } } } }');
    expect(sent[2]?.variables).toEqual({
      r: [
        { __typename: 'Product', upc: 'a', weight: 1 },
        { __typename: 'Product', upc: 'b', weight: null },
      ],
    });
    expect(store).toMatchObject({
      orders: [[null, {}], [{ lines: [{}, { product: { cost: -1 } }, { product: { cost: 2 } }] }]],
    });
  });

  it('survives answers of any form', async () => {
    const proto = JSON.parse(
      '{"__proto__":{"polluted":1},"name":{"__proto__":{"polluted":1}},"maker":{"constructor":1}}',
    );
    const values: unknown[] = ['x', 7, [], [[]], proto, { name: [], maker: 'none' }, { maker: [proto, null] }, true];
    for (const value of values) {
      for (const data of [
        { orders: value },
        { orders: [value] },
        { orders: [[value]] },
        { orders: [[{ id: value, lines: value }]] },
      ]) {
        const odd = federate({ orders: { ...orders, answer: () => ({ data }) }, products, shipping });
        await expect(odd(query)).resolves.toBeDefined();
      }
      await expect(answering(() => ({ data: { _entities: [value, value] } }))(query)).resolves.toBeDefined();
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('a fetch for very many objects', () => {
  const count = 20_000;
  const many: TestSubgraph = {
    ...orders,
    answer: () => ({
      data: { orders: [[{ lines: Array.from({ length: count }, (_, at) => ({ product: { upc: `${at % 2}` } })) }]] },
    }),
  };
  const answers: readonly TestSubgraph['answer'][] = [
    () => ({ data: { _entities: [{ __typename: 'Line' }, 'x'] } }),
    () => ({
      data: null,
      errors: Array.from({ length: 5_000 }, () => ({ message: 'no', path: ['_entities', 0, 'name'] })),
    }),
    () => ({ data: { _entities: [null] } }),
  ];

  it.each(answers)('costs little however much of it fails', async (answer) => {
    const startedAt = process.cpuUsage();
    const { faults } = await federate({ orders: many, products: { ...products, answer } as TestSubgraph, shipping })(
      '{ orders { lines { product { name } } } }',
    );
    expect(faults.length).toBeGreaterThan(100);
    // Without a bound it takes minutes.
    expect(process.cpuUsage(startedAt).user / 1_000).toBeLessThan(10_000);
  });
});
