import { ChangeType } from '@graphql-inspector/core';
import { describe, expect, it } from '@jest/globals';
import { diffSchemas } from './diff-schemas.ts';
import { readers } from './read-changes.ts';

const base = `
  type Query { user(id: ID!, first: Int = 10): User, color(of: Color): Color, search(filter: Filter): [Result!] }
  interface Node { id: ID! }
  type User implements Node { id: ID!, name: String, friends: [User!] }
  type Company { title: String }
  union Result = User | Company
  enum Color { RED GREEN }
  enum Order { UP DOWN }
  input Filter { text: String, order: Order = UP, limit: Int! = 5 }
  directive @stream(first: Int) on FIELD
  directive @note on OBJECT
`;

function told(edit: readonly [string, string][]): string[] {
  const to = edit.reduce((sdl, [before, after]) => {
    expect(sdl).toContain(before);
    return sdl.replace(before, after);
  }, base);
  return diffSchemas({ from: base, to }).map(({ level, code, coordinate }) => `${level} ${code} ${coordinate}`);
}

it('reads every type of change that graphql-inspector finds', () => {
  expect(Object.keys(readers).sort()).toEqual(Object.values(ChangeType).sort());
});

it('has nothing to tell of a schema that stays', () => {
  expect(diffSchemas({ from: base, to: `${base}\n` })).toEqual([]);
});

describe('breaking', () => {
  it.each([
    ['name: String,', '', 'FIELD_REMOVED User.name'],
    ['name: String', 'name: Int', 'FIELD_CHANGED_TYPE User.name'],
    ['id: ID!, first', 'first', 'ARG_REMOVED Query.user(id:)'],
    ['of: Color)', 'of: Color, in: Color!)', 'REQUIRED_ARG_ADDED Query.color(in:)'],
    ['of: Color)', 'of: Color!)', 'ARG_CHANGED_TYPE_OPTIONAL_TO_REQUIRED Query.color(of:)'],
    ['first: Int = 10', 'first: String = "10"', 'ARG_CHANGED_TYPE Query.user(first:)'],
    ['User | Company', 'User', 'TYPE_REMOVED_FROM_UNION Result'],
    ['User implements Node', 'User', 'TYPE_REMOVED_FROM_INTERFACE Node'],
    ['RED GREEN', 'RED', 'VALUE_REMOVED_FROM_ENUM Color.GREEN'],
    ['text: String,', '', 'FIELD_REMOVED_FROM_INPUT_OBJECT Filter.text'],
    ['text: String', 'text: String, lang: ID!', 'REQUIRED_FIELD_ADDED_TO_INPUT_OBJECT Filter.lang'],
    ['text: String', 'text: Int', 'FIELD_ON_INPUT_OBJECT_CHANGED_TYPE Filter.text'],
    ['limit: Int! = 5', 'limit: Int!', 'INPUT_OBJECT_FIELD_DEFAULT_VALUE_REMOVED Filter.limit'],
    ['input Filter', 'input Filter @oneOf', 'INPUT_OBJECT_ONE_OF_ADDED Filter'],
    ['enum Order { UP DOWN }', 'scalar Order', 'TYPE_CHANGED_KIND Order'],
    ['directive @stream(first: Int) on FIELD', '', 'DIRECTIVE_REMOVED @stream'],
    ['@stream(first: Int)', '@stream', 'DIRECTIVE_ARG_REMOVED @stream(first:)'],
    ['@stream(first: Int)', '@stream(first: Int, last: Int!)', 'REQUIRED_DIRECTIVE_ARG_ADDED @stream(last:)'],
    ['on FIELD', 'on QUERY', 'DIRECTIVE_LOCATION_REMOVED @stream'],
  ])('%s becomes %s', (before, after, expected) => {
    expect(told([[before, after]])).toContain(`breaking ${expected}`);
  });
});

describe('dangerous', () => {
  it.each([
    ['first: Int = 10', 'first: Int = 20', 'ARG_DEFAULT_VALUE_CHANGE Query.user(first:)'],
    ['order: Order = UP', 'order: Order = DOWN', 'INPUT_OBJECT_FIELD_DEFAULT_VALUE_CHANGE Filter.order'],
    ['RED GREEN', 'RED GREEN BLUE', 'VALUE_ADDED_TO_ENUM Color.BLUE'],
    ['type Company', 'type Company implements Node', 'TYPE_ADDED_TO_INTERFACE Node'],
    ['Result = User', 'Result = Query | User', 'TYPE_ADDED_TO_UNION Result'],
  ])('%s becomes %s', (before, after, expected) => {
    expect(told([[before, after]])).toContain(`dangerous ${expected}`);
  });
});

describe('safe', () => {
  it.each([
    ['of: Color)', 'of: Color, in: Color)', 'OPTIONAL_ARG_ADDED Query.color(in:)'],
    ['text: String', 'text: String, lang: ID', 'OPTIONAL_FIELD_ADDED_TO_INPUT_OBJECT Filter.lang'],
    ['UP DOWN', 'UP DOWN SIDEWAYS', 'VALUE_ADDED_TO_ENUM Order.SIDEWAYS'],
    ['name: String', 'name: String!', 'FIELD_CHANGED_TYPE User.name'],
    ['name: String', 'name: String @deprecated', 'FIELD_DEPRECATED User.name'],
    ['RED GREEN', 'RED GREEN @deprecated(reason: "no")', 'ENUM_DEPRECATED Color.GREEN'],
    ['id: ID!, first', 'id: ID, first', 'ARG_CHANGED_TYPE Query.user(id:)'],
    ['first: Int = 10', 'first: Int = 10 @deprecated(reason: "no")', 'ARG_DEPRECATED Query.user(first:)'],
    ['text: String', '"What to look for" text: String', 'FIELD_DESCRIPTION_CHANGE Filter.text'],
    ['directive @note on OBJECT', '', 'DIRECTIVE_REMOVED @note'],
  ])('%s becomes %s', (before, after, expected) => {
    expect(told([[before, after]])).toEqual([`safe ${expected}`]);
  });

  it('tells a new type once, not everything in it', () => {
    expect(told([['type Company', 'type Shop { a(b: Int = 1): Int @deprecated }\n type Company']])).toEqual([
      'safe TYPE_ADDED Shop',
    ]);
  });
});
