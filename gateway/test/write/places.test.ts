import { describe, expect, it } from '@jest/globals';
import { buildSchema, type OperationDefinitionNode, parse } from 'graphql';
import { normalise } from '../../src/compiler/document/normalise.ts';
import type { Access } from '../../src/compiler/emit/emit-input.ts';
import { emitWriter } from '../../src/compiler/emit/write/emit-writer.ts';
import type { Fault, Store } from '../../src/execution/executable.ts';
import { createWriter, everything } from './run-writer.ts';

const schema = buildSchema(`
  interface Animal { name: String!, owner: Person }
  type Dog implements Animal { name: String!, owner: Person, bark: String }
  type Cat implements Animal { name: String!, owner: Person }
  type Person { name: String!, age: Int, pets: [Animal!], secret: Secret, secrets: [Secret!]! }
  type Secret { text: String }
  type Query { me: Person, strict: Person!, people: [Person], animals: [Animal] }
`);

function operationOf(text: string) {
  const document = parse(text);
  return normalise(document, document.definitions[0] as OperationDefinitionNode);
}

function write(text: string, store: Store, access: Access = everything, told: readonly Fault[] = []) {
  const { text: data, errors } = createWriter(schema, operationOf(text), access)(store, {}, told);
  return { data: JSON.parse(data), errors: errors.map(({ path, extensions }) => [extensions?.code, ...(path ?? [])]) };
}

const code = 'UNAUTHORIZED_FIELD_OR_TYPE';
const without = (...denied: string[]): Access => ({
  mayRead: (type, field) => !denied.includes(`${type}.${field}`),
  mayBe: (type) => !denied.includes(type),
});

describe('what a caller may not see', () => {
  it('is null, with one error for each place', () => {
    const store = { people: [{ _r_n: 'Ada' }, null, { _r_n: 'Bob' }] };
    expect(write('{ people { n: name years: age } }', store, without('Person.age'))).toEqual({
      data: { people: [{ n: 'Ada', years: null }, null, { n: 'Bob', years: null }] },
      errors: [
        [code, 'people', 0, 'years'],
        [code, 'people', 2, 'years'],
      ],
    });
  });

  it('makes null what may not be without it', () => {
    expect(write('{ me { name } strict { age } }', { me: {}, strict: { age: 1 } }, without('Person.name'))).toEqual({
      data: { me: null, strict: { age: 1 } },
      errors: [[code, 'me', 'name']],
    });
    expect(write('{ strict { name } }', { strict: {} }, without('Person.name')).data).toBeNull();
  });

  it('is hidden in interfaces by the type that an object turns out to have', () => {
    const animals = [
      { __typename: 'Dog', name: 'Rex' },
      { __typename: 'Cat', name: 'Tom' },
    ];
    expect(write('{ animals { name ... on Dog { bark } } }', { animals }, without('Cat.name', 'Dog.bark'))).toEqual({
      data: { animals: [{ name: 'Rex', bark: null }, null] },
      errors: [
        [code, 'animals', 0, 'bark'],
        [code, 'animals', 1, 'name'],
      ],
    });
    expect(write('{ animals { __typename } }', { animals }, without('Dog'))).toEqual({
      data: { animals: [null, { __typename: 'Cat' }] },
      errors: [[code, 'animals', 0]],
    });
  });

  it('is told at the field where no object that it gives may be shown: nobody was asked for it', () => {
    expect(write('{ me { name secret { text } } }', { me: { name: 'Ada' } }, without('Secret'))).toEqual({
      data: { me: { name: 'Ada', secret: null } },
      errors: [[code, 'me', 'secret']],
    });
    expect(write('{ me { secrets { text } } animals { name } }', { me: {} }, without('Secret', 'Dog', 'Cat'))).toEqual({
      data: { me: null, animals: null },
      errors: [
        [code, 'me', 'secrets'],
        [code, 'animals'],
      ],
    });
  });
});

describe('a null that is not allowed', () => {
  const fault = (...path: (string | number)[]): Fault => ({ message: 'away', code: 'SUBGRAPH_UNAVAILABLE', path });

  it.each([
    ['at its place', fault('me', '_r_n')],
    ['within what it holds', fault('me')],
    ['everywhere', { message: 'away', code: 'SUBGRAPH_UNAVAILABLE' }],
  ])('is told once, when a subgraph has told it %s', (_, told) => {
    const { data, errors } = write('{ me { n: name } }', { me: { _r_n: null } }, everything, [told]);
    expect(data).toEqual({ me: null });
    expect(errors).toHaveLength(1);
  });

  it('is told beside what a subgraph tells of another place, in the names of the client', () => {
    const told = [fault('people', 0, '_r_n')];
    expect(write('{ people { n: name } }', { people: [{}, {}] }, everything, told)).toEqual({
      data: { people: [null, null] },
      errors: [
        ['SUBGRAPH_UNAVAILABLE', 'people', 0, 'n'],
        ['INTERNAL', 'people', 1, 'n'],
      ],
    });
  });
});

describe('code for an operation', () => {
  it('is written once for all types of an interface that are asked the same', () => {
    const emit = (text: string) =>
      emitWriter({ schema, supergraph: schema, operation: operationOf(text), access: everything });
    expect(emit('{ animals { name } }').match(/o\["name"\]/g)).toHaveLength(1);
    expect(emit('{ animals { name ... on Dog { bark } } }').match(/o\["name"\]/g)).toHaveLength(2);
  });

  it('is refused when it would be too large, however short the document', () => {
    const fragments = Array.from(
      { length: 40 },
      (_, depth) =>
        `fragment F${depth} on Person { a: pets { owner { ...F${depth + 1} } } b: pets { owner { ...F${depth + 1} } } }`,
    );
    const text = `{ me { ...F0 } } ${fragments.join(' ')} fragment F40 on Person { name }`;
    const operation = operationOf(text);
    expect(() => emitWriter({ schema, supergraph: schema, operation, access: everything })).toThrow(
      expect.objectContaining({ code: 'QUERY_TOO_LARGE' }),
    );
  });

  it('is refused when a field may be asked for under more conditions than anybody means', () => {
    const variables = Array.from({ length: 65 }, (_, index) => `$v${index}: Boolean!`);
    const fields = variables.map((_, index) => `name @include(if: $v${index})`);
    const operation = operationOf(`query (${variables.join(' ')}) { me { ${fields.join(' ')} } }`);
    const emit = () => emitWriter({ schema, supergraph: schema, operation, access: everything });
    expect(emit).toThrow(expect.objectContaining({ code: 'QUERY_TOO_LARGE' }));
  });
});
