import { describe, expect, it } from '@jest/globals';
import { compose } from './compose.ts';
import { composerVersion } from './composer-version.ts';

const link = (version = '2.9') =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v${version}", import: ["@key", "@shareable", "@inaccessible"])\n`;

function composed(schemas: Readonly<Record<string, string>>) {
  return compose(Object.entries(schemas).map(([name, sdl]) => ({ name, url: `http://${name}`, sdl })));
}

function faultsOf(schemas: Readonly<Record<string, string>>) {
  const composition = composed(schemas);
  return 'errors' in composition ? composition.errors : [];
}

describe('compose', () => {
  it('gives what routers run and what clients see', () => {
    const result = composed({ a: `${link()}type Query { a: T }\ntype T { id: ID! secret: Int @inaccessible }` });
    expect(result).toMatchObject({ apiSdl: 'type Query {\n  a: T\n}\n\ntype T {\n  id: ID!\n}', hints: [] });
    expect(result).toHaveProperty('supergraphSdl', expect.stringContaining('secret: Int @inaccessible'));
  });

  it('gives the same for the same subgraphs in another order', () => {
    const a = `${link()}type Query { a: T } type T @key(fields: "id") { id: ID! }`;
    const b = `${link()}type Query { b: T } type T @key(fields: "id") { id: ID! name: String }`;
    expect(composed({ b, a })).toEqual(composed({ a, b }));
  });

  it('says in which subgraphs a hint has its cause', () => {
    const a = `${link()}type Query { t: T } "one" type T @shareable { a: Int }`;
    const b = `${link()}"other" type T @shareable { a: Int }`;
    expect(composed({ a, b })).toMatchObject({
      hints: [{ code: 'INCONSISTENT_DESCRIPTION', message: expect.stringContaining('"T"'), subgraphs: ['a', 'b'] }],
    });
  });

  it('says where each subgraph has its part in a fault', () => {
    const a = `${link()}type Query { t: T }\ntype T {\n  a: Int\n}`;
    const b = `${link()}type T {\n  a: Int\n}`;
    expect(faultsOf({ a, b })).toEqual([
      {
        message: expect.stringContaining('Non-shareable field "T.a"'),
        code: 'INVALID_FIELD_SHARING',
        locations: [
          { line: 4, column: 3, subgraph: 'a' },
          { line: 3, column: 3, subgraph: 'b' },
        ],
      },
    ]);
  });

  it('says of every schema that does not parse where it stops', () => {
    expect(faultsOf({ a: 'type Query {', b: 'type T { a: Int }', c: 'nonsense' })).toEqual([
      {
        message: '[a] Syntax Error: Expected Name, found <EOF>.',
        code: 'INVALID_GRAPHQL',
        locations: [{ line: 1, column: 13, subgraph: 'a' }],
      },
      {
        message: '[c] Syntax Error: Unexpected Name "nonsense".',
        code: 'INVALID_GRAPHQL',
        locations: [{ line: 1, column: 1, subgraph: 'c' }],
      },
    ]);
    const deep = `type Query { a: ${'['.repeat(200_000)}Int }`;
    expect(faultsOf({ a: deep })).toMatchObject([{ code: 'INVALID_GRAPHQL', message: '[a] it is nested too deeply' }]);
  });

  it('says which level of federation it knows when a subgraph links a newer one', () => {
    expect(faultsOf({ a: `${link('2.99')}type Query { a: Int }` })).toEqual([
      {
        message: expect.stringMatching(/^\[a\] Invalid version v2\.99 .*: federation\/v2\.14 is the highest/),
        code: 'UNKNOWN_FEDERATION_LINK_VERSION',
        locations: [{ line: 1, column: 15, subgraph: 'a' }],
      },
    ]);
  });

  it('refuses names that no subgraph may have, two of one name, and too many', () => {
    const sdl = 'type Query { a: Int }';
    const named = (...names: readonly string[]) => compose(names.map((name) => ({ name, url: '', sdl })));
    const invalid = [{ code: 'INVALID_SUBGRAPH_NAME' }];
    for (const name of ['', '_', '1a', 'a b', 'a"', 'a'.repeat(65)])
      expect(named(name)).toMatchObject({ errors: invalid });
    expect(named('a', 'b', 'a')).toMatchObject({ errors: invalid });
    expect(named('a'.repeat(64), 'A-1_')).toHaveProperty('supergraphSdl');
    const many = Array.from({ length: 1_001 }, (_, index) => `s${index}`);
    expect(named(...many)).toMatchObject({ errors: [{ code: 'TOO_MANY_SUBGRAPHS' }] });
  });

  it('refuses what no stack is deep enough for', () => {
    const key = `${'a { '.repeat(200_000)}id${' }'.repeat(200_000)}`;
    expect(faultsOf({ a: `${link()}type Query { a: T } type T @key(fields: "${key}") { id: ID! a: T }` })).toEqual([
      { code: 'INVALID_GRAPHQL', message: expect.stringContaining('too deep'), locations: [] },
    ]);
  });

  it('refuses a schema of twenty-one megabytes, and a graph without anything to ask for', () => {
    expect(faultsOf({ a: `#${' '.repeat(21e6)}\ntype Query { a: Int }` })).toMatchObject([
      { code: 'SCHEMA_TOO_LARGE' },
    ]);
    expect(faultsOf({})).toMatchObject([{ code: 'NO_QUERIES' }]);
  });

  it('knows what it is', () => {
    expect(composerVersion).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
