import { describe, expect, it } from '@jest/globals';
import { buildSchema, Kind, parse } from 'graphql';
import { cachePolicyOf } from './cache-policy.ts';

const schema = buildSchema(`
  directive @cacheControl(maxAge: Int, scope: CacheScope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT
  enum CacheScope { PUBLIC PRIVATE }
  type Query {
    day: Int @cacheControl(maxAge: 3600)
    now: Int
    product: Product
    mine: Product @cacheControl(maxAge: 30, scope: PRIVATE)
  }
  type Product @cacheControl(maxAge: 600) {
    name: String
    stock: Int @cacheControl(maxAge: 5)
    maker: Maker
    box: Box @cacheControl(inheritMaxAge: true)
  }
  type Maker { name: String }
  type Box { size: Int }
`);
const policyOf = (text: string, typeName?: string) => {
  const [node] = parse(text).definitions;
  if (node?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  return cachePolicyOf(schema, node.selectionSet, {}, typeName, typeName !== undefined);
};

describe('the age that an answer may have', () => {
  it.each([
    ['{ day }', 3600],
    ['{ day now }', 0],
    ['{ product { name } }', 600],
    ['{ day product { name stock } }', 5],
    ['{ product { maker { name } } }', 0],
    ['{ product { box { size } } }', 600],
    ['{ __typename }', 0],
  ])('of %s is the shortest of what is selected', (text, maxAgeSeconds) => {
    expect(policyOf(text, 'Query')).toEqual({ maxAgeSeconds, isPrivate: false });
  });

  it('is private when anything is', () => {
    expect(policyOf('{ day mine { name } }', 'Query')).toEqual({ maxAgeSeconds: 30, isPrivate: true });
  });

  it('of entities begins with what they are', () => {
    expect(policyOf('{ ... on Product { name } }').maxAgeSeconds).toBe(600);
    expect(policyOf('{ ... on Product { stock } }').maxAgeSeconds).toBe(5);
    expect(policyOf('{ ... on Maker { name } }').maxAgeSeconds).toBe(0);
  });

  it('is none without hints', () => {
    const bare = buildSchema('type Query { day: Int }');
    const [node] = parse('{ day }').definitions;
    if (node?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
    expect(cachePolicyOf(bare, node.selectionSet, {}, 'Query', true).maxAgeSeconds).toBe(0);
  });
});
