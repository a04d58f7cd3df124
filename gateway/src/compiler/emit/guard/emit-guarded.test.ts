import { describe, expect, it } from '@jest/globals';
import { buildSchema, Kind, parse } from 'graphql';
import { normalise } from '../../document/normalise.ts';
import { emitGuarded } from './emit-guarded.ts';

const schema = buildSchema(`
  input LoginInput { email: String! password: String! }
  type Query { me: String }
  type Mutation { login(input: LoginInput!): String refresh(token: String!): String open: String other: String pin(id: ID!): String }
`);
const fields = { login: 'input.email', refresh: 'token', open: undefined, pin: 'id' };

function guarded(text: string, variables = {}): unknown {
  const document = parse(text);
  const node = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  if (!node) throw new Error('there is no operation');
  const access = { mayRead: () => true, mayBe: () => true };
  const plan = { kind: 'QueryPlan' } as const;
  const source = emitGuarded(
    { schema, supergraph: schema, access, plan, operation: normalise(document, node) },
    fields,
  );
  return new Function('v', `${source}; return guarded?.(v);`)(variables);
}

describe('the guarded fields of an operation', () => {
  it.each([
    ['none', '{ me }', {}, undefined],
    ['none', 'mutation { other }', {}, undefined],
    ['a literal', 'mutation { login(input: { email: "a@b.c", password: "x" }) }', {}, [['login', 'a@b.c']]],
    [
      'a variable within a literal',
      'mutation ($e: String!) { login(input: { email: $e, password: "x" }) }',
      { e: 'a@b.c' },
      [['login', 'a@b.c']],
    ],
    [
      'a variable with the account in it',
      'mutation ($in: LoginInput!) { login(input: $in) }',
      { in: { email: 'a@b.c' } },
      [['login', 'a@b.c']],
    ],
    ['a plain argument', 'mutation ($t: String!) { refresh(token: $t) }', { t: 'secret' }, [['refresh', 'secret']]],
    ['a number for an ID', 'mutation { pin(id: 5) }', {}, [['pin', '5']]],
    ['a variable that is a number', 'mutation ($id: ID!) { pin(id: $id) }', { id: 5 }, [['pin', '5']]],
    ['one without an account', 'mutation { open }', {}, [['open', undefined]]],
    [
      'each alias, also in fragments',
      'mutation { a: refresh(token: "1") ...F } fragment F on Mutation { b: refresh(token: "2") other }',
      {},
      [
        ['refresh', '1'],
        ['refresh', '2'],
      ],
    ],
  ])('tell of %s', (_, text, variables, expected) => {
    expect(guarded(text, variables)).toEqual(expected);
  });
});
