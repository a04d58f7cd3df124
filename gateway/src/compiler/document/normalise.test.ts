import { describe, expect, it } from '@jest/globals';
import { buildSchema, type OperationDefinitionNode, parse, print } from 'graphql';
import { askedOfSubgraphs } from './asked-of-subgraphs.ts';
import { normalise } from './normalise.ts';
import { clientName } from './response-names.ts';

const schema = buildSchema(`
  interface Named { name: String }
  type Person implements Named { name: String, _r_x: String, friend(id: ID): Person, pet: Named }
  type Dog implements Named { name: String }
  type Query { me: Person, named: Named, root: Query }
`);

function operationOf(text: string) {
  const document = parse(text);
  const node = document.definitions.find((each): each is OperationDefinitionNode => 'operation' in each);
  if (!node) throw new Error('no operation');
  return normalise(document, node);
}

function shown({ node, fragments }: ReturnType<typeof operationOf>): string {
  return [node, ...Object.values(fragments)].map(print).join(' ').replace(/\s+/g, ' ');
}

describe('a normalised operation', () => {
  it('keeps names only of fields without alias and arguments', () => {
    const operation = operationOf('{ me { name n: name name: name _r_x friend(id: 1) { a: __typename __typename } } }');
    expect(shown(operation)).toBe(
      '{ me { name _r_n: name name _r__r_x: _r_x _r_friend: friend(id: 1) { _r_a: __typename __typename } } }',
    );
  });

  it('gives names back', () => {
    expect(['name', '_r_n', '_r__r_x', '_r___proto__'].map(clientName)).toEqual(['name', 'n', '_r_x', '__proto__']);
  });

  it('keeps the fragments that are used, however they are reached', () => {
    const operation = operationOf(
      '{ me { ...A } } fragment A on Person { ...B } fragment B on Person { n: name } fragment C on Person { name }',
    );
    expect(Object.keys(operation.fragments)).toEqual(['A', 'B']);
    expect(shown(operation)).toContain('fragment B on Person { _r_n: name }');
  });
});

describe('what subgraphs are asked', () => {
  const asked = (text: string) => {
    const left = askedOfSubgraphs(schema, operationOf(text));
    return left && shown(left);
  };

  it('is nothing when the schema knows it all', () => {
    expect(
      asked('{ __typename __schema { description } ...F } fragment F on Query { t: __type(name: "X") { name } }'),
    ).toBe(undefined);
  });

  it('asks for a type only where it cannot be known', () => {
    expect(asked('{ me { __typename name } named { t: __typename @include(if: true) name } }')).toBe(
      '{ me { name } named { __typename name } }',
    );
  });

  it('asks for something of every object', () => {
    expect(asked('{ me { t: __typename } named { ...F } } fragment F on Dog { __typename }')).toBe(
      '{ me { __typename } named { __typename } }',
    );
  });
});
