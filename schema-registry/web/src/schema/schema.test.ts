import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { browse, find } from './browse.ts';
import { ownersIn } from './owners.ts';

const api = `
  type Query { invoice(id: ID!): Invoice  user: User }
  "A fiscal document."
  type Invoice implements Node { id: ID!  total: Int  old: Int @deprecated(reason: "use total") }
  interface Node { id: ID! }
  type User { name: String }
  enum Colour { RED }
  input Page { first: Int = 10 }
  union Any = Invoice | User
`;

describe('the schema browser', () => {
  it('lists what operations begin with first, then the rest by name', () => {
    expect(browse(api).map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'type Query',
      'union Any',
      'enum Colour',
      'type Invoice',
      'interface Node',
      'input Page',
      'type User',
    ]);
  });

  it('shows types, arguments, deprecation and what a type belongs to', () => {
    const types = new Map(browse(api).map((type) => [type.name, type]));
    expect(types.get('Query')?.members[0]).toMatchObject({
      type: 'Invoice',
      args: [{ coordinate: 'Query.invoice(id:)', type: 'ID!' }],
    });
    expect(types.get('Invoice')?.members[2]).toMatchObject({ coordinate: 'Invoice.old', deprecated: 'use total' });
    expect([types.get('Invoice')?.related, types.get('Any')?.related]).toEqual([['Node'], ['Invoice', 'User']]);
  });

  it('finds by name before it finds by what is said, and not more than asked for', () => {
    const types = browse(api);
    expect(
      find(types, 'invoice', 9)
        .map(({ coordinate }) => coordinate)
        .slice(0, 2),
    ).toEqual(['Query.invoice', 'Invoice']);
    expect(find(types, 'fiscal', 9)).toMatchObject([{ coordinate: 'Invoice' }]);
    expect([find(types, 'i', 2).length, find(types, '  ', 2).length]).toEqual([2, 0]);
  });

  it("says which subgraphs resolve a field of the house's graph", () => {
    const owners = ownersIn(
      readFileSync(new URL('../../../../supergraph/supergraph.graphql', import.meta.url), 'utf8'),
    );
    expect(owners.get('Invoice')).toEqual(['events', 'invoice', 'notification']);
    expect(owners.get('Query.invoice')).toEqual(['invoice']);
  });
});
