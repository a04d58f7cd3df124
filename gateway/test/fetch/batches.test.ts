import { describe, expect, it } from '@jest/globals';
import { federate, type TestSubgraph } from '../federated.ts';

const shop: TestSubgraph = {
  sdl: `type Query { top: [Product] me: User other: User }
    type Product @key(fields: "upc") { upc: ID! } type User @key(fields: "id") { id: ID! }`,
  resolvers: {
    Query: { top: () => [{ upc: 'a' }, { upc: 'b' }], me: () => ({ id: '1' }), other: () => ({ id: '1' }) },
  },
};
const facts: TestSubgraph = {
  sdl: `type Product @key(fields: "upc") { upc: ID! title(length: Int): String maker: User }
    type User @key(fields: "id") { id: ID! name(length: Int): String }`,
  resolvers: {
    Product: {
      __resolveReference: ({ upc }: { upc: string }) => ({ upc, title: `T${upc}`, maker: { id: '2' } }),
    },
    User: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `N${id}` }) },
  },
};
const query = 'query($length: Int) { top { title } me { name(length: $length) } }';

describe('fetches that begin together', () => {
  it('go to one subgraph in one request', async () => {
    const { store, sent, faults } = await federate({ shop, facts })(query, { length: 3 });
    expect(faults).toEqual([]);
    expect(sent.map(({ subgraph }) => subgraph)).toEqual(['shop', 'facts']);
    expect(store).toMatchObject({ top: [{ title: 'Ta' }, { title: 'Tb' }], me: { _r_name: 'N1' } });
    expect(sent[1]?.variables).toMatchObject({ length: 3 });
  });

  it('are one when they ask the same of the same kind of entities', async () => {
    const { store, sent } = await federate({ shop, facts })('{ me { name } other { name } }');
    expect(sent[1]?.variables).toEqual({ r: [{ __typename: 'User', id: '1' }] });
    expect(store).toMatchObject({ me: { name: 'N1' }, other: { name: 'N1' } });
  });

  it('are left out when there is nothing to ask', async () => {
    const empty = { ...shop, resolvers: { Query: { top: () => [], me: () => ({ id: '1' }) } } };
    const { store, sent } = await federate({ shop: empty, facts })(query, {});
    expect(sent[1]?.variables).toEqual({ r1: [{ __typename: 'User', id: '1' }] });
    expect(store).toMatchObject({ top: [], me: { _r_name: 'N1' } });
  });

  it('are asked apart when one of them takes the whole answer along', async () => {
    const real = federate({ shop, facts });
    const { sent: asked } = await real(query);
    const whole = asked[1]?.query;
    const answer: TestSubgraph['answer'] = ({ query: text, variables }) => {
      if (text === whole) return { data: null, errors: [{ message: 'all of it' }] };
      if (text.includes('title'))
        return { data: null, errors: [{ message: 'no products', extensions: { code: 'OFF' } }] };
      return { data: { _entities: (variables.r as object[]).map(() => ({ _r_name: 'N1' })) } };
    };
    const { store, faults, sent } = await federate({ shop, facts: { ...facts, answer } })(query);
    expect(sent).toHaveLength(4);
    expect(store).toMatchObject({ me: { _r_name: 'N1' } });
    expect(faults.map(({ message, code, path }) => [message, code, path])).toEqual([
      ['no products', 'OFF', ['top', 0, 'title']],
      ['no products', 'OFF', ['top', 1, 'title']],
    ]);
  });

  it('tells errors at their own places', async () => {
    const answer: TestSubgraph['answer'] = () => ({
      data: { e0: [{ title: 'Ta' }, { title: null }], e1: [null] },
      errors: [
        { message: 'title', path: ['e0', 1, 'title'] },
        { message: 'user', path: ['e1', 0] },
        { message: 'nowhere' },
      ],
    });
    const { faults } = await federate({ shop, facts: { ...facts, answer } })(query);
    expect(faults.map(({ message, path }) => [message, path])).toEqual([
      ['title', ['top', 1, 'title']],
      ['nowhere', ['top']],
      ['user', ['me', '_r_name']],
    ]);
  });
});
