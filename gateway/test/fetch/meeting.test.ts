import { Refusal } from '@fiscal/kit';
import { describe, expect, it } from '@jest/globals';
import { federate, type Sent, type TestSubgraph } from '../federated.ts';

const shop: TestSubgraph = {
  sdl: `type Query { top: Product user: User }
    type Product @key(fields: "upc") { upc: ID! } type User @key(fields: "id") { id: ID! }`,
  resolvers: { Query: { top: () => ({ upc: 'a' }), user: () => ({ id: 'u' }) } },
};
const makers: TestSubgraph = {
  sdl: 'type Product @key(fields: "upc") { upc: ID! maker: Maker } type Maker @key(fields: "id") { id: ID! }',
  resolvers: { Product: { __resolveReference: () => ({ maker: { id: 'm' } }) } },
};
const orders: TestSubgraph = {
  sdl: 'type User @key(fields: "id") { id: ID! orders: [Order] } type Order @key(fields: "id") { id: ID! }',
  resolvers: { User: { __resolveReference: () => ({ orders: [{ id: 'o' }, { id: 'p' }] }) } },
};
const facts: TestSubgraph = {
  sdl: `type Maker @key(fields: "id") { id: ID! name(length: Int): String }
    type Order @key(fields: "id") { id: ID! total(in: String, length: Int): String }`,
  resolvers: {
    Maker: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `N${id}` }) },
    Order: { __resolveReference: ({ id }: { id: string }) => ({ id, total: `T${id}` }) },
  },
};
const query = `query($length: Int, $in: String) {
  top { maker { name(length: $length) } } user { orders { total(in: $in, length: $length) } } }`;
const variables = { length: 2, in: 'USD' };
const run = (more: Partial<TestSubgraph> = {}) =>
  federate({ shop, makers, orders, facts: { ...facts, ...more } })(query, variables);
const asked = (sent: readonly Sent[]) => sent.filter(({ subgraph }) => subgraph === 'facts');

describe('branches that ask the same subgraph', () => {
  it('go in one request when they come to it at the same time', async () => {
    const { store, sent, faults } = await run();
    expect(faults).toEqual([]);
    expect(store).toMatchObject({
      top: { maker: { _r_name: 'Nm' } },
      user: { orders: [{ _r_total: 'To' }, { _r_total: 'Tp' }] },
    });
    expect(asked(sent)).toHaveLength(1);
    const [maker, orderList] = [
      [{ __typename: 'Maker', id: 'm' }],
      [
        { __typename: 'Order', id: 'o' },
        { __typename: 'Order', id: 'p' },
      ],
    ];
    expect(asked(sent)[0]?.variables).toEqual({ r0: maker, r1: orderList, ...variables });
  });

  it('go apart when they do not, and neither waits for the other', async () => {
    let goOn: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const slow: TestSubgraph = {
      ...orders,
      answer: async () => {
        await held;
        return { data: { _entities: [{ orders: [{ id: 'o' }] }] } };
      },
    };
    const first: TestSubgraph = {
      ...facts,
      answer: ({ query: text }) => {
        goOn();
        return { data: { _entities: [text.includes('Maker') ? { _r_name: 'N' } : { _r_total: 'T' }] } };
      },
    };
    const { store, sent } = await federate({ shop, makers, orders: slow, facts: first })(query, variables);
    expect(store).toMatchObject({ top: { maker: { _r_name: 'N' } }, user: { orders: [{ _r_total: 'T' }] } });
    expect(asked(sent)).toHaveLength(2);
  });

  it('are asked apart when one takes the whole answer along', async () => {
    const { store, faults, sent } = await run({
      answer: ({ query: text }) => {
        if (text.includes('Maker')) return { data: null, errors: [{ message: 'no makers' }] };
        return {
          data: { _entities: [{ _r_total: 'T' }, null] },
          errors: [{ message: 'gone', path: ['_entities', 1] }],
        };
      },
    });
    expect(asked(sent)).toHaveLength(3);
    expect(store).toMatchObject({ user: { orders: [{ _r_total: 'T' }, {}] } });
    expect(faults.map(({ message, path }) => [message, path])).toEqual([
      ['no makers', ['top', 'maker', '_r_name']],
      ['gone', ['user', 'orders', 1, '_r_total']],
    ]);
  });

  it('fail together when nothing comes, each at its own places', async () => {
    const { faults } = await run({
      answer: () => {
        throw new Refusal('unavailable', 'DEADLINE_EXCEEDED', 'too late');
      },
    });
    expect(faults.map(({ code, path }) => [code, path])).toEqual([
      ['DEADLINE_EXCEEDED', ['top', 'maker', '_r_name']],
      ['DEADLINE_EXCEEDED', ['user', 'orders', 0, '_r_total']],
      ['DEADLINE_EXCEEDED', ['user', 'orders', 1, '_r_total']],
    ]);
  });
});
