import { linkFederation } from '../compose.ts';

// A staff's secrets under every kind of rule, and what they would be.
export const link = linkFederation(
  '@key',
  '@external',
  '@requires',
  '@interfaceObject',
  '@requiresScopes',
  '@policy',
  '{name: "@authenticated", as: "@own"}',
);
export const staff = `${link}
  type Query {
    open: String
    me: Person
    people: [Person!]
    all: [Person!]! @own
    named: [Named]
    found(as: Rank): [Found]
    salary: Int @own
  }
  type Mutation {
    first: Int
    burn(all: Boolean): Int @policy(policies: [["fire"]])
    burnSurely: Int! @policy(policies: [["fire"]])
    last: Int
  }
  type Subscription { fires: Int @own }
  interface Named @key(fields: "id") { id: ID! name: String salary: Int }
  type Person implements Named @key(fields: "id") { id: ID! name: String salary: Int @own boss: Person secret: Secret rank: Rank }
  type Robot implements Named @key(fields: "id") { id: ID! name: String salary: Int }
  type Secret @own { code: String! }
  union Found = Robot | Secret
  enum Rank @requiresScopes(scopes: [["rank"]]) { CHIEF }`;
export const pay = `${link}
  type Named @interfaceObject @key(fields: "id") { id: ID! bonus: Int @own }`;
export const tax = `${link}
  type Person @key(fields: "id") { id: ID! salary: Int @external taxed: Int @own @requires(fields: "salary") }`;

export const objects: Record<string, unknown> = {
  me: { __typename: 'Person', id: 'p' },
  people: [{ __typename: 'Person', id: 'p' }],
  all: [{ __typename: 'Person', id: 'p' }],
  named: [
    { __typename: 'Person', id: 'p' },
    { __typename: 'Robot', id: 'r' },
  ],
  found: [{ __typename: 'Secret', id: 's' }, { __typename: 'Robot', id: 'r' }, null],
  boss: { __typename: 'Person', id: 'b' },
  secret: { __typename: 'Secret', id: 's' },
};
export const leaves: Record<string, unknown> = {
  name: 'Ada',
  salary: 4711,
  code: 'hush',
  rank: 'CHIEF',
  bonus: 4712,
  open: 'hello',
};
