import { Supergraph } from '@apollo/federation-internals';
import { describe, expect, it } from '@jest/globals';
import { compose } from '../composition/compose.ts';
import { printApi } from '../composition/print-schemas.ts';
import type { TagFilter } from '../variant.ts';
import { filterContract } from './filter-contract.ts';

const head = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@tag", "@inaccessible", "@requires", "@external"])\n`;

function supergraphOf(...schemas: readonly string[]): string {
  const sources = schemas.map((sdl, index) => ({
    name: `s${index}`,
    url: '',
    sdl: sdl.includes('@link') ? sdl : head + sdl,
  }));
  const composed = compose(sources);
  if ('errors' in composed) throw new Error(composed.errors.map(({ message }) => message).join('\n'));
  return composed.supergraphSdl;
}

function filtered(sdl: string, { include = [], exclude = [], hideUnreachableTypes = false }: Partial<TagFilter>) {
  return filterContract({ supergraphSdl: supergraphOf(sdl), filter: { include, exclude, hideUnreachableTypes } });
}

/** What clients see, in one line, or the codes of what is wrong. */
function seen(sdl: string, filter: Partial<TagFilter>): string {
  const result = filtered(sdl, filter);
  if ('errors' in result) return result.errors.map(({ code }) => code).join(' ');
  return result.apiSdl.replaceAll(/\s+/g, ' ').trim();
}

const exclude = ['x'];
const include = ['i'];

describe('a contract that excludes', () => {
  it.each([
    ['fields', 'type Query { a: Int b: Int @tag(name: "x") }', 'type Query { a: Int }'],
    [
      'a type with every field of it',
      'type Query { a: Int t: T @tag(name: "x") } type T @tag(name: "x") { id: ID }',
      'type Query { a: Int }',
    ],
    [
      'a type of which every field is hidden',
      'type Query { a: Int t: T @tag(name: "x") } type T { id: ID @tag(name: "x") }',
      'type Query { a: Int }',
    ],
    [
      'a union of which every type is hidden, but not one of which some are',
      'type Query { u: U @tag(name: "x") v: V } union U = S union V = S | T type S @tag(name: "x") { a: Int } type T { a: Int }',
      'type Query { v: V } type T { a: Int } union V = T',
    ],
    [
      'arguments, input fields, enum values, scalars',
      `type Query { a(b: Int @tag(name: "x"), c: I, e: E, d: D @tag(name: "x")): Int }
       input I { a: Int b: Int @tag(name: "x") } enum E { A B @tag(name: "x") } scalar D @tag(name: "x")`,
      'enum E { A } input I { a: Int } type Query { a(c: I, e: E): Int }',
    ],
    [
      'a field of an interface that an implementation no longer has',
      `type Query { n: N m: Int } interface N { id: ID name: String }
       type A implements N { id: ID name: String @tag(name: "x") } type B implements N { id: ID name: String }`,
      'type A implements N { id: ID } type B implements N { id: ID name: String } interface N { id: ID } type Query { n: N m: Int }',
    ],
    [
      'a mutation altogether',
      'type Query { a: Int } type Mutation { b: Int @tag(name: "x") }',
      'type Query { a: Int }',
    ],
    ['nothing that has the tag', 'type Query { a: Int @tag(name: "other") }', 'type Query { a: Int }'],
    [
      'and keeps what is inaccessible anyway hidden',
      'type Query { a: Int b: Int @inaccessible }',
      'type Query { a: Int }',
    ],
  ])('%s', (_, sdl, expected) => {
    expect(seen(sdl, { exclude })).toBe(expected);
  });

  it.each([
    [
      'a field that gives a hidden type',
      'type Query { a: Int t: T } type T @tag(name: "x") { id: ID }',
      'REFERENCED_INACCESSIBLE',
    ],
    ['an argument that has to be given', 'type Query { a(b: Int! @tag(name: "x")): Int }', 'REQUIRED_INACCESSIBLE'],
    [
      'a default that is hidden',
      'type Query { a(e: E = A): Int } enum E { A @tag(name: "x") B }',
      'DEFAULT_VALUE_USES_INACCESSIBLE',
    ],
    ['nothing to ask for', 'type Query { a: Int @tag(name: "x") }', 'QUERY_ROOT_TYPE_INACCESSIBLE'],
  ])('is refused when it leaves %s', (_, sdl, code) => {
    expect(seen(sdl, { exclude })).toBe(code);
  });

  it('names what is wrong', () => {
    expect(filtered('type Query { a: Int t: T } type T @tag(name: "x") { id: ID }', { exclude })).toEqual({
      errors: [{ message: expect.stringMatching(/"T".*"Query.t"/), code: 'REFERENCED_INACCESSIBLE', locations: [] }],
    });
    expect(filtered('type Query { a: Int @tag(name: "x") }', { exclude })).toMatchObject({
      errors: [{ message: expect.stringContaining('leaves nothing to ask for') }],
    });
  });
});

describe('a contract that includes', () => {
  it.each([
    ['fields by their own tags', 'type Query { a: Int @tag(name: "i") b: Int }', 'type Query { a: Int }'],
    [
      'fields by the tag of their type, and a type with any field of it',
      `type Query @tag(name: "i") { a: A b: B } type A { id: ID @tag(name: "i") n: Int } type B @tag(name: "i") { id: ID }`,
      'type A { id: ID } type B { id: ID } type Query { a: A b: B }',
    ],
    [
      'unions by their tags, and what is no field or union without',
      `type Query @tag(name: "i") { u: U a(i: I, e: E): D }
       union U @tag(name: "i") = A union W = A type A @tag(name: "i") { id: ID }
       input I { a: Int } enum E { A } scalar D`,
      'type A { id: ID } scalar D enum E { A } input I { a: Int } type Query { u: U a(i: I, e: E): D } union U = A',
    ],
    [
      'nothing that is excluded as well',
      'type Query @tag(name: "i") { a: Int b: Int @tag(name: "x") }',
      'type Query { a: Int }',
    ],
  ])('%s', (_, sdl, expected) => {
    expect(seen(sdl, { include, exclude })).toBe(expected);
  });

  it('a tag that it excludes makes no sense', () => {
    expect(seen('type Query { a: Int }', { include, exclude: ['i'] })).toBe('INPUT_VALIDATION');
  });
});

describe('types that nothing leads to', () => {
  const sdl = `type Query { a(i: I): A n: N s: S @tag(name: "x") }
    type A { id: ID } interface N { id: ID } type B implements N { id: ID c: C } type C { id: ID }
    type S { k: K } enum K { A } input I { j: J } input J { a: Int } input L { a: Int } type Kept @tag(name: "i") { id: ID }`;

  it('are hidden if the contract says so', () => {
    const kept =
      'type A { id: ID } type B implements N { id: ID c: C } type C { id: ID } input I { j: J } input J { a: Int }';
    expect(seen(sdl, { exclude, hideUnreachableTypes: true })).toBe(
      `${kept} interface N { id: ID } type Query { a(i: I): A n: N }`,
    );
  });

  it('stay otherwise', () => {
    expect(seen(sdl, { exclude })).toMatch(/input L .* type S \{ k: K \}/);
  });

  it('stay if they are included by name', () => {
    const tagged = 'type Query { a: Int @tag(name: "i") } type Kept @tag(name: "i") { id: ID } enum Gone { A }';
    expect(seen(tagged, { include, hideUnreachableTypes: true })).toBe('type Kept { id: ID } type Query { a: Int }');
  });
});

describe('what a contract gives', () => {
  const renamed = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
    import: ["@key", { name: "@tag", as: "@label" }, { name: "@inaccessible", as: "@gone" }])
    type Query { a: Int b: Int @label(name: "x") c: Int @gone }`;

  it.each([
    ['with the directives under other names', renamed],
    ['without @inaccessible before', 'type Query { a: Int b: Int @tag(name: "x") }'],
    ['without any tag', 'type Query { a: Int }'],
  ])('is a supergraph that gateways take, %s', (_, sdl) => {
    const result = filtered(sdl, { exclude });
    if ('errors' in result) throw new Error('it has errors');
    const { schema } = Supergraph.build(result.supergraphSdl);
    expect(printApi(schema)).toBe(result.apiSdl);
    expect(result.apiSdl).toBe('type Query {\n  a: Int\n}');
  });

  it('is the source itself, but for what is hidden', () => {
    const source = supergraphOf(`type Query { t: T } type T @key(fields: "id") { id: ID @inaccessible a: Int }`);
    const nothing = { include: [], exclude: [], hideUnreachableTypes: false };
    expect(filterContract({ supergraphSdl: source, filter: nothing })).toHaveProperty('supergraphSdl', source);
  });

  it('is not made of anything but a supergraph', () => {
    const filter = { include: [], exclude, hideUnreachableTypes: false };
    for (const supergraphSdl of ['', 'nonsense', 'type Query { a: Int }'])
      expect(() => filterContract({ supergraphSdl, filter })).toThrow();
  });
});
