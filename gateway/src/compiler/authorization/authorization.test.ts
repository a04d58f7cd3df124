import { describe, expect, it } from '@jest/globals';
import { Kind, parse, print, validate } from 'graphql';
import { compose, linkFederation } from '../../../test/compose.ts';
import type { Rule } from '../contract.ts';
import { normalise } from '../document/normalise.ts';
import { loadSupergraph } from '../graph/load-supergraph.ts';
import { accessOf, rulesOf } from './access-of.ts';
import { cut } from './cut.ts';
import { ruleKey } from './read-rules.ts';

const link = linkFederation(
  '@key',
  '@interfaceObject',
  '@requiresScopes',
  '@policy',
  '{name: "@authenticated", as: "@own"}',
);
const library = `${link}
  type Query {
    open: String
    mine: String @own
    shelf: [Media]
    works: [Work]
    both: String @requiresScopes(scopes: [["b", "a"], ["c"]])
    book: Book
    vault: Vault
    paint(as: Paint, with: [Pot!]): String
  }
  type Mutation { first: Int burn: Int! @policy(policies: [["fire"]]) last: Int }
  interface Media @key(fields: "id") { id: ID! title: String secret: String }
  type Book implements Media @key(fields: "id") { id: ID! title: String secret: String @own pages: Int author: Author }
  type Film implements Media @key(fields: "id") { id: ID! title: String secret: String }
  type Author @own { name: String }
  type Relic @own { age: Int }
  type Song { length: Int author: Author }
  union Work = Relic | Song
  type Vault @policy(policies: [["keys"]]) { gold: Int paint: Paint }
  enum Paint @requiresScopes(scopes: [["paint"]]) { RED }
  input Pot { colour: Paint size: Int }`;
const ratings = `${link}
  type Media @interfaceObject @key(fields: "id") { id: ID! rating: Int @own }`;
const graph = loadSupergraph(compose({ library, ratings }));

function setUp(text: string, held: (rule: Rule) => boolean = () => false) {
  const document = parse(text);
  expect(validate(graph.schema, document)).toEqual([]);
  const node = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  if (node?.kind !== Kind.OPERATION_DEFINITION) throw new Error('there is no operation in the text');
  const operation = normalise(document, node);
  const rules = rulesOf(graph.supergraph, graph.schema, operation);
  const access = accessOf(graph.supergraph, graph.schema, operation, rules.map(held));
  const { node: left, fragments } = cut(graph.schema, operation, access);
  const texts = [left, ...Object.values(fragments)].map((each) => print(each));
  return { rules, access, left: texts.join(' ').replaceAll(/\s+/g, ' ') };
}

const left = (text: string, held?: (rule: Rule) => boolean) => setUp(text, held).left;

describe('rules of an operation', () => {
  it('are none where nothing is protected', () => {
    expect(setUp('{ open shelf { id title } }').rules).toEqual([]);
  });

  it('are those of everything it touches, each once and always in one order', () => {
    const { rules } = setUp('{ mine again: mine both vault { gold paint } }');
    expect(rules.map(ruleKey)).toEqual([
      'authenticated',
      'policy:[["keys"]]',
      'scopes:[["a","b"],["c"]]',
      'scopes:[["paint"]]',
    ]);
    expect(setUp('{ vault { paint gold } both mine }').rules).toEqual(rules);
  });

  it('are also those of the types that an interface or a union may turn out to be', () => {
    expect(setUp('{ shelf { secret } }').rules).toEqual([{ kind: 'authenticated' }]);
    expect(setUp('{ works { __typename } }').rules).toEqual([{ kind: 'authenticated' }]);
  });
});

describe('what is left of an operation', () => {
  it('is all of it when every rule holds', () => {
    const text = '{ mine both shelf { ...on Book { secret author { name } } rating } vault { gold } }';
    expect(left(text, () => true)).toBe(
      '{ mine both shelf { ... on Book { secret author { name } } rating } vault { gold } }',
    );
  });

  it.each([
    ['a field', '{ open mine }', '{ open }'],
    ['a field under an alias', '{ open open2: mine }', '{ open }'],
    ['a field named like what may be read', '{ open: mine }', '{ __typename }'],
    ['a field within a fragment', '{ open ...F } fragment F on Query { mine }', '{ open }'],
    [
      'a field within fragments of fragments',
      '{ open ...F } fragment F on Query { ...G } fragment G on Query { mine }',
      '{ open }',
    ],
    [
      'a field within a fragment that is used twice',
      '{ a: book { ...F } b: book { ...F } } fragment F on Book { pages secret }',
      '{ a: book { ...F } b: book { ...F } } fragment F on Book { pages }',
    ],
    [
      'a field behind a condition',
      'query ($x: Boolean!) { open mine @include(if: $x) ... @skip(if: $x) { mine } }',
      'query ($x: Boolean!) { open }',
    ],
    ['a field whose type is denied', '{ book { title author { name } } }', '{ book { title } }'],
    ['a field of a denied type', '{ open vault { gold } }', '{ open }'],
    ['a field whose enum is denied', '{ open vault { paint } }', '{ open }'],
    [
      'a field of an interface one implementation of which denies it',
      '{ shelf { title secret } }',
      '{ shelf { title } }',
    ],
    ['the same on the concrete type', '{ shelf { title ... on Book { secret } } }', '{ shelf { title } }'],
    [
      'a field that an interface object gives',
      '{ shelf { title rating } book { rating } }',
      '{ shelf { title } book { __typename } }',
    ],
    [
      'a member of a union',
      '{ works { ... on Relic { age } ... on Song { length } } }',
      '{ works { ... on Song { length } } }',
    ],
    ['all that is asked of an object', '{ book { secret author { name } } }', '{ book { __typename } }'],
    ['a root field of a mutation', 'mutation { first burn last }', 'mutation { first last }'],
    ['everything', 'mutation { burn }', 'mutation { __typename }'],
  ])('is never %s', (_, text, expected) => {
    const short = (query: string) => query.replaceAll(/_r_/g, '');
    expect(short(left(text))).toBe(expected);
  });

  it('is what another implementation gives, where only one denies the field and it is asked for by name', () => {
    expect(left('{ shelf { ... on Film { secret } ... on Book { secret } } }')).toBe(
      '{ shelf { ... on Film { secret } } }',
    );
  });

  it('keeps introspection and type names', () => {
    expect(left('{ __typename __schema { queryType { name } } works { __typename } mine }')).toBe(
      '{ __typename __schema { queryType { name } } works { __typename } }',
    );
  });

  it.each([
    ['a literal', '{ paint(as: RED) }'],
    ['a variable', 'query ($c: Paint) { paint(as: $c) }'],
    ['a field of an object', '{ paint(with: [{ size: 1 }, { colour: RED }]) }'],
    ['a variable that may hold it', 'query ($pot: Pot!) { paint(with: [$pot]) }'],
    ['a list of such variables', 'query ($pots: [Pot!]) { paint(with: $pots) }'],
  ])('does not have a field that is given a value of a denied type as %s', (_, text) => {
    expect(left(text)).toMatch(/\{ __typename \}$/);
    expect(left(text, ({ kind }) => kind === 'scopes')).toContain('paint(');
  });

  it('has a field whose arguments of denied types are left out', () => {
    expect(left('{ paint(with: [{ size: 1 }]) }')).toContain('paint(');
    expect(left('{ paint }')).toContain('paint');
  });
});

describe('access', () => {
  it('keeps a denied type from being shown where only the subgraph says what it is', () => {
    const { access } = setUp('{ works { ... on Song { length } } }');
    expect([access.mayBe('Relic'), access.mayBe('Song')]).toEqual([false, true]);
    expect([access.mayRead('Relic', 'age'), access.mayRead('Song', 'length')]).toEqual([false, true]);
  });

  it('takes a rule that got no answer for one that does not hold', () => {
    const document = parse('{ mine }');
    const node = document.definitions[0];
    if (node?.kind !== Kind.OPERATION_DEFINITION) throw new Error('there is no operation in the text');
    const access = accessOf(graph.supergraph, graph.schema, normalise(document, node), []);
    expect(access.mayRead('Query', 'mine')).toBe(false);
    expect(access.mayRead('Query', 'open')).toBe(true);
  });
});
