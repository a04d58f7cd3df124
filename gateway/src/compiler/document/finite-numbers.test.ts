import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { readDocument } from './read-document.ts';

const schema = buildSchema('scalar Json type Query { echo(number: Float, json: Json): String }');

describe('the numbers of a document', () => {
  it.each([
    '{ echo(number: 1e400) }',
    '{ echo(json: { a: [1e400] }) }',
    `{ echo(json: -${'9'.repeat(400)}) }`,
    'query ($n: Float = 1e400) { echo(number: $n) }',
  ])('are refused when JSON has none like them: %s', (text) => {
    const outcome = readDocument(schema, { text }, { maxTokens: 100 });
    expect(outcome).toMatchObject({ faults: [{ code: 'GRAPHQL_VALIDATION_FAILED' }] });
  });

  it('may be as large as those of JSON', () => {
    expect(readDocument(schema, { text: '{ echo(number: -1.7e308) }' }, { maxTokens: 100 })).toHaveProperty('node');
  });
});
