import { describe, expect, it } from '@jest/globals';
import { diffSchemas } from '../changes/diff-schemas.ts';
import { checkOperations } from './check-operations.ts';
import type { RecordedOperation } from './operation-check.ts';

const base = `
  type Query {
    user(id: ID!, first: Int = 10): User
    color(of: Color, at: Float, on: [ID]): Color
    search(filter: Filter, must: Bounds): [Result!]
    node(id: ID!): Node
  }
  type Mutation { save(input: SaveInput!): User }
  interface Node { id: ID! }
  interface Named { name: String }
  type User implements Node & Named { id: ID!, name: String, friends: [User!], company: Company }
  type Company implements Named { name: String, title: String, owner: User }
  union Result = User | Company
  enum Color { RED GREEN }
  input Filter { text: String, color: Color, inner: Filter, bounds: Bounds }
  input Bounds { low: Int, high: Int! = 5 }
  input SaveInput { name: String!, bounds: Bounds!, tags: [String] }
  directive @stream(first: Int) on FIELD
`;

type Told = Omit<RecordedOperation, 'id' | 'document'>;

/** What a change does to one operation: its errors, and the codes of the changes that did it or may. */
function check(before: string, after: string, document: string, told: Told = {}) {
  expect(base).toContain(before);
  const to = base.replace(before, after);
  const changes = diffSchemas({ from: base, to });
  const codes = (fingerprints: readonly string[] = []) =>
    fingerprints.map((each) => {
      const { code, coordinate } = changes.find(({ fingerprint }) => fingerprint === each) ?? {};
      return `${code} ${coordinate}`;
    });
  const operations = [{ id: 'one', document, ...told }];
  const { broken, potentially, checked, unreadable } = checkOperations({ from: base, to, changes, operations });
  expect([checked, unreadable]).toEqual([1, []]);
  return {
    errors: broken[0]?.errors ?? [],
    by: codes(broken[0]?.changes).sort(),
    maybe: codes(potentially[0]?.changes).sort(),
  };
}

describe('an operation is broken by', () => {
  it.each([
    ['name: String, friends', 'friends', '{ user(id: "") { name } }', 'FIELD_REMOVED User.name', 'User.name'],
    [
      'friends: [User!],',
      '',
      '{ user(id: "") { ...F } } fragment F on User { friends { id } }',
      'FIELD_REMOVED User.friends',
      'User.friends',
    ],
    [
      'friends: [User!]',
      'friends: [Company!]',
      '{ user(id: "") { friends { id } } }',
      'FIELD_CHANGED_TYPE User.friends',
      'User.id',
    ],
    ['of: Color, at', 'at', '{ color(of: RED) }', 'ARG_REMOVED Query.color(of:)', 'Query.color(of:)'],
    ['of: Color,', 'of: Color, in: ID!,', '{ color(of: RED) }', 'REQUIRED_ARG_ADDED Query.color(in:)', 'Query.color'],
    [
      'of: Color,',
      'of: Color!,',
      '{ color(at: 0) }',
      'ARG_CHANGED_TYPE_OPTIONAL_TO_REQUIRED Query.color(of:)',
      'Query.color',
    ],
    [
      'of: Color,',
      'of: Color!,',
      'query($c: Color) { color(of: $c) }',
      'ARG_CHANGED_TYPE_OPTIONAL_TO_REQUIRED Query.color(of:)',
      'Query.color(of:)',
    ],
    [
      'of: Color,',
      'of: Color!,',
      '{ color(of: null) }',
      'ARG_CHANGED_TYPE_OPTIONAL_TO_REQUIRED Query.color(of:)',
      'Query.color(of:)',
    ],
    ['at: Float', 'at: String', '{ color(at: 0) }', 'ARG_CHANGED_TYPE Query.color(at:)', 'Query.color(at:)'],
    ['RED GREEN', 'RED', '{ color(of: GREEN) }', 'VALUE_REMOVED_FROM_ENUM Color.GREEN', 'Color.GREEN'],
    [
      'RED GREEN',
      'RED',
      'query($c: Color = GREEN) { color(of: $c) }',
      'VALUE_REMOVED_FROM_ENUM Color.GREEN',
      'Color.GREEN',
    ],
    [
      'Result = User | Company',
      'Result = User',
      '{ search { ... on Company { title } } }',
      'TYPE_REMOVED_FROM_UNION Result',
      'Company',
    ],
    [
      'Company implements Named',
      'Company',
      '{ search { ... on Company { ... on Named { name } } } }',
      'TYPE_REMOVED_FROM_INTERFACE Named',
      'Named',
    ],
    ['on FIELD', 'on QUERY', '{ user(id: "") @stream { id } }', 'DIRECTIVE_LOCATION_REMOVED @stream', '@stream'],
    [
      '@stream(first: Int)',
      '@stream',
      '{ user(id: "") @stream(first: 0) { id } }',
      'DIRECTIVE_ARG_REMOVED @stream(first:)',
      '@stream(first:)',
    ],
    [
      '@stream(first: Int)',
      '@stream(last: Int!)',
      '{ user(id: "") @stream { id } }',
      'REQUIRED_DIRECTIVE_ARG_ADDED @stream(last:)',
      '@stream',
    ],
    [
      'type Mutation',
      'schema { query: Query } type Mutation',
      'mutation { save(input: {}) { id } }',
      'ROOT_TYPE_CHANGED Mutation',
      'Mutation',
    ],
    [
      'name: String!, bounds',
      'name: String!, lang: ID!, bounds',
      'mutation { save(input: {}) { id } }',
      'REQUIRED_FIELD_ADDED_TO_INPUT_OBJECT SaveInput.lang',
      'SaveInput.lang',
    ],
    [
      'input Bounds {',
      'input Bounds { unit: ID!',
      'mutation($i: SaveInput!) { save(input: $i) { id } }',
      'REQUIRED_FIELD_ADDED_TO_INPUT_OBJECT Bounds.unit',
      'Bounds.unit',
    ],
    [
      'name: String!, bounds',
      'bounds',
      'mutation($i: SaveInput!) { save(input: $i) { id } }',
      'FIELD_REMOVED_FROM_INPUT_OBJECT SaveInput.name',
      'SaveInput.name',
    ],
  ])('%s becoming %s: %s', (before, after, document, by, coordinate) => {
    const told = check(before, after, document);
    expect(told).toMatchObject({ by: [by], maybe: [] });
    expect(told.errors.map((error) => error.coordinate)).toContain(coordinate);
  });

  it('names every change that takes part', () => {
    const to = 'type Query { color: Int } ';
    const changes = diffSchemas({ from: base, to });
    const operations = [{ id: 'one', document: '{ user(id: "") { id } }' }];
    const [broken] = checkOperations({ from: base, to, changes, operations }).broken;
    const named = changes.filter(({ fingerprint }) => broken?.changes.includes(fingerprint));
    expect(named.map(({ code, coordinate }) => `${code} ${coordinate}`)).toEqual([
      'FIELD_REMOVED Query.user',
      'TYPE_REMOVED User',
    ]);
  });
});

describe('an operation may be touched by', () => {
  it.each([
    ['name: String, friends', 'name: Int, friends', '{ user(id: "") { name } }', 'FIELD_CHANGED_TYPE User.name'],
    ['RED GREEN', 'RED', 'query($c: Color) { color(of: $c) }', 'VALUE_REMOVED_FROM_ENUM Color.GREEN'],
    [
      'RED GREEN',
      'RED',
      'query($f: Filter) { search(filter: $f) { __typename } }',
      'VALUE_REMOVED_FROM_ENUM Color.GREEN',
    ],
    ['RED GREEN', 'RED GREEN BLUE', '{ color(of: RED) }', 'VALUE_ADDED_TO_ENUM Color.BLUE'],
    ['Result = User', 'Result = Query | User', '{ search { __typename } }', 'TYPE_ADDED_TO_UNION Result'],
    [
      'type Company implements Named',
      'type Company implements Named & Node',
      '{ node(id: "") { id } }',
      'TYPE_ADDED_TO_INTERFACE Node',
    ],
    ['first: Int = 10', 'first: Int = 20', '{ user(id: "") { id } }', 'ARG_DEFAULT_VALUE_CHANGE Query.user(first:)'],
    [
      'first: Int = 10',
      'first: Int = 20',
      'query($n: Int) { user(id: "", first: $n) { id } }',
      'ARG_DEFAULT_VALUE_CHANGE Query.user(first:)',
    ],
    [
      'low: Int',
      'low: ID',
      'query($b: Bounds) { search(must: $b) { __typename } }',
      'FIELD_ON_INPUT_OBJECT_CHANGED_TYPE Bounds.low',
    ],
    [
      'low: Int',
      'low: Int, unit: ID!',
      'query($f: Filter!) { search(filter: $f) { __typename } }',
      'REQUIRED_FIELD_ADDED_TO_INPUT_OBJECT Bounds.unit',
    ],
    [
      'high: Int! = 5',
      'high: Int!',
      '{ search(must: {}) { __typename } }',
      'INPUT_OBJECT_FIELD_DEFAULT_VALUE_REMOVED Bounds.high',
    ],
    [
      'of: Color,',
      'of: Color!,',
      'query($c: Color = RED) { color(of: $c) }',
      'ARG_CHANGED_TYPE_OPTIONAL_TO_REQUIRED Query.color(of:)',
    ],
    ['on: [ID]', 'on: [ID!]', '{ color(on: []) }', 'ARG_CHANGED_TYPE Query.color(on:)'],
    [
      'input Filter',
      'input Filter @oneOf',
      '{ search(filter: {}) { __typename } }',
      'INPUT_OBJECT_ONE_OF_ADDED Filter',
    ],
  ])('%s becoming %s: %s', (before, after, document, by) => {
    expect(check(before, after, document)).toEqual({ errors: [], by: [], maybe: [by] });
  });
});

describe('an operation does not mind', () => {
  it.each([
    ['name: String, friends', 'friends', '{ user(id: "") { id } }'],
    ['of: Color, at', 'at', '{ color(at: 0) }'],
    ['of: Color,', 'of: Color!,', '{ color(of: RED) }'],
    ['of: Color,', 'of: Color!,', 'query($c: Color!) { color(of: $c) }'],
    ['RED GREEN', 'RED', '{ color(of: RED) }'],
    ['RED GREEN', 'RED GREEN BLUE', 'query($f: Filter) { search(filter: $f) { __typename } }'],
    ['first: Int = 10', 'first: Int = 20', '{ user(id: "", first: 0) { id } }'],
    ['low: Int', 'low: Int, unit: ID!', '{ search { __typename } }'],
    ['at: Float', 'at: String', '{ color(of: RED) }'],
    ['Result = User', 'Result = Query | User', '{ node(id: "") { id } }'],
    ['name: String, friends', 'friends', '{ nothing }'],
  ])('%s becoming %s: %s', (before, after, document) => {
    expect(check(before, after, document)).toEqual({ errors: [], by: [], maybe: [] });
  });
});
