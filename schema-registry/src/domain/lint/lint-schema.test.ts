import { describe, expect, it } from '@jest/globals';
import type { LintInput, LintRuleName } from './lint-finding.ts';
import { lintRules } from './lint-rules.ts';
import { lintSchema } from './lint-schema.ts';

const none = Object.fromEntries(lintRules.map(({ name }) => [name, 'IGNORED']));

/** The findings of one rule alone, as coordinate and the text it points at. */
function found(rule: LintRuleName, sdl: string, rest: Partial<LintInput> = {}): string[] {
  const findings = lintSchema({ sdl, baseSdl: null, rules: { ...none, [rule]: 'WARNING' }, ...rest });
  expect(findings.every((finding) => finding.rule === rule && finding.level === 'WARNING')).toBe(true);
  const bytes = Buffer.from(sdl);
  return findings.map(({ coordinate, start, end }) => {
    return `${coordinate} ${bytes.subarray(start.byteOffset, end.byteOffset)}`;
  });
}

describe('a rule', () => {
  it.each<[LintRuleName, string, string[]]>([
    [
      'TYPE_NAMES_SHOULD_BE_PASCAL_CASE',
      'type user { id: ID } enum Color { RED } scalar date',
      ['user user', 'date date'],
    ],
    [
      'FIELD_NAMES_SHOULD_BE_CAMEL_CASE',
      'type A { Id: ID, user_id: ID, ok: ID } input B { No: ID }',
      ['A.Id Id', 'A.user_id user_id', 'B.No No'],
    ],
    [
      'INPUT_ARGUMENT_NAMES_SHOULD_BE_CAMEL_CASE',
      'type A { a(In: ID, ok: ID): ID } directive @d(X: ID) on FIELD',
      ['A.a(In:) In', '@d(X:) X'],
    ],
    ['DIRECTIVE_NAMES_SHOULD_BE_CAMEL_CASE', 'directive @Stop on FIELD directive @go on FIELD', ['@Stop Stop']],
    ['ENUM_VALUES_SHOULD_BE_SCREAMING_SNAKE_CASE', 'enum A { RED_2 Green BLUE_ }', ['A.Green Green', 'A.BLUE_ BLUE_']],
    ['TYPE_PREFIX', 'type TypeA { a: ID } type Typed { a: ID }', ['TypeA TypeA']],
    ['TYPE_SUFFIX', 'type AType { a: ID } union BType = AType', ['AType AType', 'BType BType']],
    ['OBJECT_PREFIX', 'type ObjectA { a: ID } enum ObjectB { A }', ['ObjectA ObjectA']],
    ['OBJECT_SUFFIX', 'type AObject { a: ID }', ['AObject AObject']],
    ['INTERFACE_PREFIX', 'interface InterfaceA { a: ID }', ['InterfaceA InterfaceA']],
    ['INTERFACE_SUFFIX', 'interface AInterface { a: ID }', ['AInterface AInterface']],
    ['ENUM_PREFIX', 'enum EnumA { A }', ['EnumA EnumA']],
    ['ENUM_SUFFIX', 'enum AEnum { A }', ['AEnum AEnum']],
    ['INPUT_TYPE_SUFFIX', 'input A { a: ID } input AInput { a: ID } extend input B { a: ID }', ['A A']],
    [
      'ENUM_USED_AS_INPUT_WITHOUT_SUFFIX',
      'enum A { X } enum BInput { X } type Q { q(a: [A!], b: BInput): A }',
      ['A A'],
    ],
    [
      'ENUM_USED_AS_OUTPUT_DESPITE_SUFFIX',
      'enum A { X } enum BInput { X } type Q { q(b: BInput): BInput!, a: A }',
      ['BInput BInput'],
    ],
    [
      'RESTY_FIELD_NAMES',
      'type A { getUser: ID, getter: ID, list: ID, postal: ID, putIt: ID }',
      ['A.getUser getUser', 'A.putIt putIt'],
    ],
    [
      'ALL_ELEMENTS_REQUIRE_DESCRIPTION',
      '"a" type A { "b" b("c" c: ID): ID, d(e: ID): ID } extend type B { "f" f: ID } enum E { X }',
      ['A.d d', 'A.d(e:) e', 'E E', 'E.X X'],
    ],
    [
      'DEPRECATED_DIRECTIVE_MISSING_REASON',
      'type A { a: ID @deprecated, b: ID @deprecated(reason: "x"), c: ID @deprecated(reason: " ") }',
      ['A.a @deprecated', 'A.c @deprecated(reason: " ")'],
    ],
    [
      'DEFINED_TYPES_ARE_UNUSED',
      'type Query { a: A } type A { id: ID } type B { id: ID } type C @key(fields: "id") { id: ID } interface I { i: ID } type D implements I { i: ID }',
      ['B B'],
    ],
    ['QUERY_DOCUMENT_DECLARATION', 'type A { a: ID } query Q { a } fragment F on A { a }', ['Q Q', 'F F']],
    ['CONTACT_DIRECTIVE_MISSING', 'schema { query: A } type A { a: ID }', ['schema schema { query: A }']],
    ['CONTACT_DIRECTIVE_MISSING', 'extend schema @contact(name: "x") type A { a: ID }', []],
    [
      'PAGINATION_SHAPE',
      'type AConnection { edges: [E], pageInfo: PageInfo! } type BConnection { edges: E, pageInfo: PageInfo } type Q { a(first: Int, after: ID): AConnection, b(first: Int): BConnection! }',
      ['BConnection BConnection', 'Q.b b'],
    ],
  ])('%s: %s', (rule, sdl, expected) => {
    expect(found(rule, sdl)).toEqual(expected);
  });

  it('that is ours is not run unless its level says so', () => {
    expect(lintSchema({ sdl: 'schema { query: A } type A { a: ID }', baseSdl: null, rules: none })).toEqual([]);
  });
});

describe('tags', () => {
  const sdl =
    'extend schema @link(url: "", import: [{name: "@tag", as: "@label"}]) type A @tag(name: "x") { a: ID @label(name: "y"), b: ID @federation__tag(name: "z") }';
  it('are held against the list', () => {
    expect(found('TAG_DIRECTIVE_USES_UNKNOWN_NAME', sdl, { allowedTags: ['x'] })).toEqual([
      'A.a @label(name: "y")',
      'A.b @federation__tag(name: "z")',
    ]);
  });
  it('are free without a list', () => {
    expect(found('TAG_DIRECTIVE_USES_UNKNOWN_NAME', sdl)).toEqual([]);
  });
});

describe('with what is there today', () => {
  const base = 'type A { Bad: ID, ok: B } type B { b: ID }';
  const told = (sdl: string) => found('FIELD_NAMES_SHOULD_BE_CAMEL_CASE', sdl, { baseSdl: base });
  it('tells nothing of what stays', () => expect(told(base)).toEqual([]));
  it('tells of what is new', () => expect(told(`${base} type C { Worse: ID }`)).toEqual(['C.Worse Worse']));
  it('tells of what changes', () => expect(told(base.replace('Bad: ID', 'Bad: Int'))).toEqual(['A.Bad Bad']));
  it('tells of what became wrong by a change elsewhere', () => {
    const sdl = base.replace(', ok: B', '');
    expect(found('DEFINED_TYPES_ARE_UNUSED', sdl, { baseSdl: base })).toEqual(['B B']);
  });
  it('is not kept from telling by a base that does not parse', () => {
    expect(found('FIELD_NAMES_SHOULD_BE_CAMEL_CASE', base, { baseSdl: 'type' })).toEqual(['A.Bad Bad']);
  });
});

it('says where SDL does not parse', () => {
  const findings = lintSchema({ sdl: '"🐙" type A {\n  a ID }', baseSdl: null });
  expect(findings).toMatchObject([
    { rule: 'DOES_NOT_PARSE', level: 'ERROR', coordinate: '', start: { line: 2, column: 5, byteOffset: 20 } },
  ]);
});

it('leaves alone what federation brings', () => {
  const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    directive @federation__external(x: ID) on OBJECT
    directive @key(fields: FieldSet!) repeatable on OBJECT
    scalar _Any scalar federation__FieldSet union _Entity = User type _Service { sdl: String }
    type Query { "u" user: User _entities(representations: [_Any!]!): [_Entity]! _service: _Service! }
    "u" type User @key(fields: "id") { "i" id: ID! }`;
  expect(lintSchema({ sdl, baseSdl: null })).toEqual([]);
});
