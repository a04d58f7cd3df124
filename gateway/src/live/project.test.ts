import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildSchema, executeSync, parse } from 'graphql';
import { createProject } from './project.ts';

const schema = buildSchema(`
  type Query { any: Thing one: Box }
  type Subscription { any: Thing one: Box }
  union Thing = Box | Bag
  interface Sized { size: Int }
  type Box implements Sized { size: Int inner: [Box] label: String }
  type Bag implements Sized { size: Int colour: String inner: [Box] }
`);
const project = createProject(schema);
const box = { __typename: 'Box', size: 1, label: 'b', inner: [{ __typename: 'Box', size: 2 }, null] };
const bag = { __typename: 'Bag', size: 3, colour: 'red', inner: [] };

const given = (text: string, root: object, variables = {}) => {
  const document = parse(text);
  const data = project(document, root as Record<string, unknown>, variables);
  expect(data).toEqual(executeSync({ schema, document, rootValue: root, variableValues: variables }).data);
  return JSON.parse(JSON.stringify(data));
};

describe('what an event gives', () => {
  it('is what is selected, under the names that are wished', () => {
    expect(given('subscription { a: one { size s: size label } }', { one: { ...box, more: 1 } })).toEqual({
      a: { size: 1, s: 1, label: 'b' },
    });
  });

  it('is null where it has nothing', () => {
    expect(given('subscription { one { size inner { size label } } }', { one: { __typename: 'Box' } })).toEqual({
      one: { size: null, inner: null },
    });
    expect(given('subscription { one { __typename } }', { one: { size: 1 } })).toEqual({ one: { __typename: 'Box' } });
    expect(given('subscription { one { size } }', {})).toEqual({ one: null });
    expect(given('subscription { one { inner { size } } }', { one: box })).toEqual({
      one: { inner: [{ size: 2 }, null] },
    });
  });

  it('goes by its type, through fragments, unions and interfaces', () => {
    const query = `subscription {
      any { __typename ... on Sized { size inner: __typename } ... on Box { label x: inner { size } } ...More ... on Bag { colour } }
    } fragment More on Box { x: inner { label } }`;
    expect(given(query, { any: box })).toEqual({
      any: { __typename: 'Box', size: 1, inner: 'Box', label: 'b', x: [{ size: 2, label: null }, null] },
    });
    expect(given(query, { any: bag })).toEqual({ any: { __typename: 'Bag', size: 3, inner: 'Bag', colour: 'red' } });
  });

  it('leaves out what directives leave out', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), (a, b) => {
        given(
          'subscription($a: Boolean!, $b: Boolean!) { one { x: size @include(if: $a) y: size @skip(if: $b) ... @include(if: $b) { label } ... @skip(if: true) { size } } }',
          { one: box },
          { a, b },
        );
      }),
    );
  });

  it('is harmless under any name', () => {
    const data = given('subscription { one { __proto__: size constructor: label } }', { one: box });
    expect(JSON.stringify(data)).toBe('{"one":{"__proto__":1,"constructor":"b"}}');
  });
});
