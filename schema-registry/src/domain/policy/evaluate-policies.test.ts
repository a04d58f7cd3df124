import { describe, expect, it } from '@jest/globals';
import { evaluatePolicies, type PolicyInput } from './evaluate-policies.ts';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@authenticated", "@policy", { name: "@requiresScopes", as: "@scoped" }])
`;
const invoices = (body: string) => ({ name: 'invoices', sdl: link + body });

function violations(before: string | null, after: string, more: Partial<PolicyInput> = {}) {
  return evaluatePolicies({
    before: before === null ? null : invoices(before),
    after: invoices(after),
    others: [],
    apiBefore: null,
    apiAfter: 'type Query { a: Int }',
    levels: {},
    ...more,
  });
}

const guarded = 'type Invoice @key(fields: "id") { id: ID! total: Int @authenticated }';
const open = 'type Invoice @key(fields: "id") { id: ID! total: Int }';

describe('a subgraph that drops a directive of authorization', () => {
  it('is told which, and where', () => {
    expect(violations(guarded, open)).toEqual([
      {
        rule: 'AUTH_DIRECTIVE_DROPPED',
        level: 'ERROR',
        coordinate: 'Invoice.total',
        message: 'Invoice.total no longer has @authenticated',
        sourceLocations: [
          {
            start: { line: 3, column: 43, byteOffset: Buffer.byteLength(link) + 42 },
            end: { line: 3, column: 48, byteOffset: Buffer.byteLength(link) + 47 },
            subgraphName: 'invoices',
          },
        ],
      },
    ]);
  });

  it('may drop it with the element, and on its first publish', () => {
    expect(violations(guarded, 'type Invoice @key(fields: "id") { id: ID! }')).toEqual([]);
    expect(violations(null, open)).toEqual([]);
  });

  it('is only warned where another subgraph demands the same', () => {
    expect(violations(guarded, open, { others: [invoices(guarded)] })).toMatchObject([{ level: 'WARNING' }]);
  });

  it('may demand it of the whole type instead', () => {
    expect(violations(guarded, 'type Invoice @key(fields: "id") @authenticated { id: ID! total: Int }')).toEqual([]);
  });

  it('may ask for scopes instead, which only a token has', () => {
    const scoped = 'type Invoice @key(fields: "id") { id: ID! total: Int @scoped(scopes: [["read"]]) }';
    expect(violations(guarded, scoped)).toEqual([]);
  });

  it.each([
    ['lets in by another way', '[["a"]]', '[["a"], ["b"]]', 1],
    ['asks for fewer', '[["a", "b"]]', '[["a"]]', 1],
    ['asks for more', '[["a"]]', '[["a", "b"]]', 0],
    ['closes a way', '[["a"], ["b"]]', '[["b"]]', 0],
  ])('that %s is judged by who may read', (_, before, after, count) => {
    const type = (scopes: string) => `type Query { total: Int @scoped(scopes: ${scopes}) }`;
    expect(violations(type(before), type(after))).toHaveLength(count);
    const policy = (policies: string) => `extend type Query { total: Int @policy(policies: ${policies}) }`;
    expect(violations(policy(before), policy(after))).toHaveLength(count);
  });

  it('is known by the prefix as well as by the imported name', () => {
    expect(violations('type Query { a: Int @federation__authenticated }', 'type Query { a: Int }')).toHaveLength(1);
    expect(violations('type Query { a: Int @requiresScopes(scopes: [["a"]]) }', 'type Query { a: Int }')).toEqual([]);
  });
});

describe('a subgraph that drops a key', () => {
  it('is told which', () => {
    const before = 'type A @key(fields: "id") @key(fields: "owner { id } at") { id: ID! }';
    expect(violations(before, 'type A @key(fields: "id") { id: ID! }')).toMatchObject([
      { rule: 'ENTITY_KEY_REMOVED', coordinate: 'A', message: expect.stringContaining('"at owner { id }"') },
    ]);
  });

  it('may write it otherwise or in an extension', () => {
    const before = 'type A @key(fields: "a b { c d }") { id: ID! }';
    expect(violations(before, 'type A { id: ID! } extend type A @key(fields: "b {d,c} a")')).toEqual([]);
  });

  it('drops it as well when it no longer resolves it', () => {
    const unresolved = 'type A @key(fields: "id", resolvable: false) { id: ID! }';
    expect(violations('type A @key(fields: "id") { id: ID! }', unresolved)).toHaveLength(1);
    expect(violations(unresolved, 'type A { id: ID! }')).toEqual([]);
  });
});

describe('an executable directive', () => {
  const query = 'type Query { a: Int }';
  const both = `directive @lower on FIELD | QUERY ${query}`;

  it('must not vanish from what clients see', () => {
    expect(violations(both, query, { apiBefore: both, apiAfter: query })).toMatchObject([
      {
        rule: 'EXECUTABLE_DIRECTIVE_VANISHED',
        coordinate: '@lower',
        message: '@lower vanishes from the supergraph: invoices no longer defines it',
      },
    ]);
    expect(violations(null, query, { apiBefore: both, apiAfter: query })).toMatchObject([
      { message: expect.stringContaining('invoices does not define it, and all subgraphs must') },
    ]);
  });

  it('must not lose a place where clients write it', () => {
    const fewer = `directive @lower on FIELD ${query}`;
    expect(violations(both, fewer, { apiBefore: both, apiAfter: fewer })).toMatchObject([
      { message: expect.stringContaining('may no longer stand on QUERY') },
    ]);
  });

  it('is no matter of directives of the schema', () => {
    expect(violations(query, query, { apiBefore: `directive @tag on OBJECT ${query}`, apiAfter: query })).toEqual([]);
  });
});

describe('the level of a policy', () => {
  it('is as set', () => {
    expect(violations(guarded, open, { levels: { AUTH_DIRECTIVE_DROPPED: 'INFO' } })).toMatchObject([
      { level: 'INFO' },
    ]);
    expect(violations(guarded, open, { levels: { AUTH_DIRECTIVE_DROPPED: 'OFF' } })).toEqual([]);
  });
});
