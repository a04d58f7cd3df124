import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { readDocument } from './read-document.ts';

const schema = buildSchema('type Query { a: [Int] } type Subscription { b: Query }');

describe('a document that asks for its answer in pieces', () => {
  it.each([
    '{ ... @defer { a } }',
    'query ($later: Boolean!) { ...F @defer(if: $later, label: "x") } fragment F on Query { a }',
    '{ a @stream(initialCount: 1) }',
    'subscription { b { ... @defer { a } } }',
  ])('is refused by a code of its own: %s', (text) => {
    const outcome = readDocument(schema, { text }, { maxTokens: 100 });
    const message = expect.stringMatching(/^@(defer|stream) is not supported/);
    expect(outcome).toMatchObject({ faults: [{ code: 'DEFER_UNSUPPORTED', message, locations: [{ line: 1 }] }] });
  });

  it('is not one for a field of that name', () => {
    const named = buildSchema('type Query { defer: Int }');
    expect(readDocument(named, { text: '{ stream: defer }' }, { maxTokens: 100 })).toHaveProperty('node');
  });
});
