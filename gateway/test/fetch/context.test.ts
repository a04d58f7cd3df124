import { describe, expect, it } from '@jest/globals';
import { federate, type TestSubgraph } from '../federated.ts';

const child = { id: 'c' };
const users = [
  { id: '1', locale: 'es', region: { code: 'mx' }, children: [[child], [{ id: 'd' }]] },
  { id: '2', locale: 'en', region: null, children: [[child, null]] },
  { id: '3', locale: 'es', region: { code: 'mx' }, children: [[child]] },
];
const greetings: TestSubgraph = {
  sdl: `type Query { users: [User!]! } type Region { code: String }
    type User @key(fields: "id") @context(name: "user") { id: ID! locale: String! region: Region children: [[Child]!]! }
    type Child @key(fields: "id") { id: ID!
      greet(times: Int, locale: String @fromContext(field: "$user { locale }"), code: String @fromContext(field: "$user { region { code } }")): Greeting }
    type Greeting { text: String by: Greeter } type Greeter @key(fields: "id") { id: ID! }`,
  resolvers: {
    Query: { users: () => users },
    Child: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      greet: ({ id }: { id: string }, { times, locale, code }: Record<string, unknown>) => ({
        text: `${id} ${times} ${locale} ${code}`,
        by: { id: 'g' },
      }),
    },
  },
};
const names: TestSubgraph = {
  sdl: 'type Greeter @key(fields: "id") { id: ID! name: String }',
  resolvers: { Greeter: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `N${id}` }) } },
};

describe('values from a context', () => {
  it('are those of the object around each occurrence, also when the same entity occurs in several', async () => {
    const { store, faults, sent } = await federate({ greetings, names })(
      'query($times: Int) { users { children { greet(times: $times) { text by { name } } } } }',
      { times: 2 },
    );
    expect(faults).toEqual([]);
    const greet = (text: string) => ({ _r_greet: { text, by: expect.objectContaining({ name: 'Ng' }) } });
    expect(store).toMatchObject({
      users: [
        { children: [[greet('c 2 es mx')], [greet('d 2 es mx')]] },
        { children: [[greet('c 2 en null'), null]] },
        { children: [[greet('c 2 es mx')]] },
      ],
    });
    // Once for each context that there is.
    expect(sent.filter(({ query }) => query.includes('locale')).map(({ subgraph }) => subgraph)).toEqual([
      'greetings',
      'greetings',
      'greetings',
    ]);
  });
});
