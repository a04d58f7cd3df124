import { describe, expect, it } from '@jest/globals';
import { buildSchema, executeSync, getIntrospectionQuery, type OperationDefinitionNode, parse } from 'graphql';
import { normalise } from '../../src/compiler/document/normalise.ts';
import { emitWriter } from '../../src/compiler/emit/write/emit-writer.ts';
import { createWriter, everything } from './run-writer.ts';

const schema = buildSchema(`
  "What eats"
  type Animal { name: String @deprecated, id: ID! }
  type Query { animal: Animal, root: Query }
`);

function operationOf(text: string) {
  const document = parse(text);
  return normalise(document, document.definitions[0] as OperationDefinitionNode);
}

describe('introspection', () => {
  it.each([
    ['all of it', getIntrospectionQuery(), {}],
    [
      'under aliases, by fragments',
      '{ s: __schema { q: queryType { ...T } } t: __type(name: "Animal") { ...T } } fragment T on __Type { n: name k: kind }',
      {},
    ],
    [
      'by variables',
      'query ($n: String!, $d: Boolean) { __type(name: $n) { name fields(includeDeprecated: $d) { name } } }',
      { n: 'Animal', d: true },
    ],
    [
      'under conditions',
      'query ($a: Boolean!) { __type(name: "Animal") @include(if: $a) { name } __type(name: "Animal") { kind } }',
      { a: false },
    ],
    ['of something that is not there', '{ __type(name: "Nobody") { name } }', {}],
    ['away from the top', '{ root { x: __typename root { __type(name: "Query") { name } } } }', {}],
  ])('answers as graphql-js does: %s', (_, text, variables) => {
    const root = { animal: null, root: { root: {} } };
    const expected = executeSync({ schema, document: parse(text), rootValue: root, variableValues: variables });
    const written = createWriter(schema, operationOf(text))(root, variables);
    expect(written).toEqual({ text: JSON.stringify(expected.data), errors: [] });
  });

  it('is part of the code when it is short and the same for everybody', () => {
    const kindOf = (text: string) =>
      /introspects: "(\w+)"/.exec(
        emitWriter({ schema, supergraph: schema, operation: operationOf(text), access: everything }),
      )?.[1];
    expect(kindOf('{ __schema { queryType { name } } }')).toBe('never');
    expect(kindOf(getIntrospectionQuery())).toBe('once');
    expect(kindOf('query ($n: String!) { __type(name: $n) { name } }')).toBe('each');
  });
});
