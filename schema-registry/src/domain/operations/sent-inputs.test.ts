import { describe, expect, it } from '@jest/globals';
import { diffSchemas } from '../changes/diff-schemas.ts';
import { checkOperations } from './check-operations.ts';
import type { SentInputs } from './operation-check.ts';

const base = `
  type Query { search(filter: Filter): Int }
  enum Color { RED GREEN }
  input Filter { text: String, color: Color, limit: Int! = 5, page: Page }
  input Page { first: Int }
`;
const document = 'query($f: Filter) { search(filter: $f) }';

/** `broken`, `potentially` or `spared`: what a change does to an operation that sent this. */
function fate(before: string, after: string, sent: SentInputs): string {
  expect(base).toContain(before);
  const to = base.replace(before, after);
  const changes = diffSchemas({ from: base, to });
  const { broken, potentially } = checkOperations({
    from: base,
    to,
    changes,
    operations: [{ id: 'one', document, sent }],
  });
  return broken.length > 0 ? 'broken' : potentially.length > 0 ? 'potentially' : 'spared';
}

function sentField(field: string, counts: readonly [refs: number, nullRefs: number, missing: number]): SentInputs {
  const [refs, nullRefs, missing] = counts;
  return { inputFields: { Filter: { [field]: { refs, nullRefs, missing } } }, enumValues: {} };
}

describe('by what was sent', () => {
  it.each<[string, string, SentInputs, string]>([
    ['RED GREEN', 'RED', { inputFields: {}, enumValues: { Color: { GREEN: 3 } } }, 'broken'],
    ['RED GREEN', 'RED', { inputFields: {}, enumValues: { Color: { RED: 3 } } }, 'spared'],
    ['text: String,', '', sentField('text', [2, 0, 0]), 'broken'],
    ['text: String,', '', sentField('text', [0, 0, 9]), 'spared'],
    ['text: String', 'text: String!', sentField('text', [5, 0, 0]), 'spared'],
    ['text: String', 'text: String!', sentField('text', [5, 1, 0]), 'broken'],
    ['text: String', 'text: String!', sentField('text', [5, 0, 1]), 'broken'],
    ['text: String', 'text: Int', sentField('text', [5, 0, 1]), 'potentially'],
    ['text: String', 'text: Int', sentField('text', [0, 0, 1]), 'spared'],
    ['limit: Int! = 5', 'limit: Int!', sentField('limit', [0, 0, 1]), 'broken'],
    ['limit: Int! = 5', 'limit: Int! = 6', sentField('limit', [0, 0, 1]), 'potentially'],
    ['limit: Int! = 5', 'limit: Int! = 6', sentField('limit', [7, 0, 0]), 'spared'],
    ['first: Int', 'first: Int, of: ID!', sentField('page', [0, 0, 5]), 'spared'],
    ['first: Int', 'first: Int, of: ID!', { inputFields: { Page: {} }, enumValues: {} }, 'broken'],
    ['input Page', 'input Page @oneOf', { inputFields: { Page: {} }, enumValues: {} }, 'potentially'],
  ])('%s becoming %s, %j: %s', (before, after, sent, expected) => {
    expect(fate(before, after, sent)).toBe(expected);
  });
});

describe('documents nobody can read', () => {
  it.each([
    ['no GraphQL', 'what?'],
    ['too much', `{ ${'search '.repeat(30_000)} }`],
    ['too deep', `${'{ search '.repeat(9_000)}${'}'.repeat(9_000)}`],
  ])('%s', (_, text) => {
    const to = base.replace('RED GREEN', 'RED');
    const operations = [
      { id: 'bad', document: text },
      { id: 'good', document },
    ];
    const result = checkOperations({ from: base, to, changes: diffSchemas({ from: base, to }), operations });
    expect(result).toMatchObject({ checked: 1, unreadable: ['bad'], broken: [], potentially: [{ id: 'good' }] });
  });
});

it('holds thousands of operations against a schema of hundreds of types', () => {
  const types = Array.from({ length: 300 }, (_, n) => `type T${n} { id: ID! next: T${(n + 1) % 300} old: Int }`);
  const from = `type Query { t: T0 } ${types.join('\n')}`;
  const to = from.replaceAll(/(type T\d*0 .*) old: Int/g, '$1');
  const operations = Array.from({ length: 3_000 }, (_, n) => {
    const depth = n % 30;
    return { id: `${n}`, document: `{ t ${'{ next '.repeat(depth)} { id old } ${'}'.repeat(depth)} }` };
  });
  const { broken, checked } = checkOperations({ from, to, changes: diffSchemas({ from, to }), operations });
  expect([checked, broken.length]).toEqual([3_000, 300]);
});
