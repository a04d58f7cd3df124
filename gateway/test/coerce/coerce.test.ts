import { describe, expect, it } from '@jest/globals';
import { assert, gen, property } from 'fast-check';
import {
  buildSchema,
  type GraphQLInputType,
  getVariableValues,
  type NamedTypeNode,
  type OperationDefinitionNode,
  parse,
  typeFromAST,
} from 'graphql';
import { createDraw } from '../fuzz/draw.ts';
import { randomDefinitions, randomInputSchema, randomVariables } from './random-input.ts';
import { createCoercer } from './run-coercer.ts';

const schema = buildSchema(`
  enum Color { RED GREEN }
  scalar Any
  input Filter { color: Color = RED, ids: [ID!], and: [Filter!], constructor: String }
  type Query { field(filter: Filter, on: Boolean): Int }
  type Subscription { changed(filter: Filter, ids: [ID!]! = ["1"], limit: Int): Int, all: Int }
`);

describe('variables', () => {
  it('are taken and refused as graphql-js does, message by message', () => {
    let taken = 0;
    let refused = 0;
    const check = property(gen(), (generate) => {
      const draw = createDraw(generate);
      const types = buildSchema(randomInputSchema(draw), { assumeValid: true });
      const text = randomDefinitions(draw);
      const definitions =
        (parse(`query (${text}) { a }`).definitions[0] as OperationDefinitionNode).variableDefinitions ?? [];
      const { coerce } = createCoercer(types, `query (${text}) { a }`);
      const inputs = definitions.map((each) => [
        each.variable.name.value,
        typeFromAST(types, each.type as NamedTypeNode),
      ]);
      const inputTypes = new Map(inputs as [string, GraphQLInputType][]);
      for (let nth = 0; nth < 8; nth++) {
        const raw = randomVariables(draw, inputTypes);
        // Graphql-js alone takes what objects inherit for input: it is given objects that inherit nothing.
        const expected = getVariableValues(types, definitions, bare(raw) as typeof raw, { maxErrors: 20 });
        const got = coerce(raw);
        const messages = expected.errors?.map(({ message }) => ({ message }));
        expect(JSON.stringify(got)).toBe(
          JSON.stringify(messages ? { faults: messages } : { variables: expected.coerced }),
        );
        if (messages) refused++;
        else taken++;
      }
    });
    void assert(check, { numRuns: 120, seed: 7, endOnFailure: true });
    expect(taken).toBeGreaterThan(200);
    expect(refused).toBeGreaterThan(200);
  });

  it('may have the names of what objects inherit, and values with such keys', () => {
    const { coerce } = createCoercer(
      schema,
      'query ($__proto__: Any, $constructor: String, $f: Filter) { field(filter: $f) }',
    );
    const raw = JSON.parse('{ "__proto__": { "__proto__": { "admin": true } }, "f": { "ids": "7" } }');
    const { variables } = coerce(raw) as { variables: Record<string, unknown> };
    expect(JSON.stringify(variables)).toBe(
      '{"__proto__":{"__proto__":{"admin":true}},"f":{"color":"RED","ids":["7"]}}',
    );
    expect(Object.getPrototypeOf(variables)).toBe(Object.prototype);
    expect(coerce(JSON.parse('{ "f": { "__proto__": 1 } }'))).toEqual({
      faults: [{ message: expect.stringContaining('Field "__proto__" is not defined by type "Filter".') }],
    });
  });

  it('are absent when nobody sent them', () => {
    const { coerce } = createCoercer(schema, 'query ($f: Filter, $c: Color = GREEN) { field(filter: $f) }');
    expect(coerce(undefined)).toEqual({ variables: { c: 'GREEN' } });
    expect(coerce({ other: 1 })).toEqual({ variables: { c: 'GREEN' } });
  });

  it('are refused when they are nested beyond all use, which costs next to nothing', () => {
    const { coerce } = createCoercer(schema, 'query ($f: Filter, $any: Any) { field(filter: $f) }');
    const deep = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000));
    const chain = JSON.parse(`${'{"and":'.repeat(50_000)}[]${'}'.repeat(50_000)}`);
    expect(coerce({ any: deep, f: chain })).toEqual({
      faults: [
        { message: 'Variable "$f" got a value that is nested too deeply.' },
        { message: 'Variable "$any" got a value that is nested too deeply.' },
      ],
    });
  });

  it('are quoted in part when they are long', () => {
    const { coerce } = createCoercer(schema, 'query ($on: Boolean) { field(on: $on) }');
    const { faults } = coerce({ on: 'x'.repeat(1_000_000) }) as { faults: readonly { message: string }[] };
    expect(faults[0]?.message.length).toBeLessThan(1_100);
  });

  it('are quoted in part in each fault, and once when there are many', () => {
    const { coerce } = createCoercer(schema, 'query ($filter: Filter) { field(filter: $filter) }');
    const faultsOf = (entries: readonly (readonly [string, unknown])[]) =>
      (coerce({ filter: Object.fromEntries(entries) }) as { faults: readonly { message: string }[] }).faults;
    const long = faultsOf([
      ['color', 'x'.repeat(1_000)],
      ['k'.repeat(1_000), 1],
    ]);
    expect(long.map(({ message }) => /x{101}|k{101}/.test(message))).toEqual([false, false]);
    const many = Array.from({ length: 900 }, (_, nth) => [`${nth}`, [1, 2]] as const);
    expect(faultsOf(many)).toHaveLength(2);
    expect(faultsOf(many.slice(0, 100))).toHaveLength(21);
  });

  it('are refused as null where they decide whether something is selected', () => {
    const { coerce } = createCoercer(schema, 'query ($on: Boolean = true) { field @include(if: $on) }');
    expect(coerce({ on: null })).toEqual({
      faults: [{ message: 'Argument "if" of non-null type "Boolean!" must not be null.' }],
    });
    expect(coerce({})).toEqual({ variables: { on: true } });
  });
});

describe("a subscription's arguments", () => {
  it('are read from literals, variables and defaults', () => {
    const { rootArguments } = createCoercer(
      schema,
      'subscription ($c: Color, $n: Int) { c: changed(filter: { color: $c, ids: [5] }, limit: $n) }',
    );
    expect(rootArguments({ c: 'GREEN' })).toEqual({ filter: { color: 'GREEN', ids: ['5'] }, ids: ['1'] });
    expect(rootArguments({ n: null })).toEqual({ filter: { color: 'RED', ids: ['5'] }, ids: ['1'], limit: null });
  });

  it('are none where there are none', () => {
    expect(createCoercer(schema, 'subscription { all }').rootArguments({})).toEqual({});
    expect(createCoercer(schema, '{ field }').rootArguments({})).toEqual({});
  });

  it('are refused as null where that is not allowed', () => {
    const { rootArguments } = createCoercer(
      schema,
      'subscription ($i: [ID!] = ["2"]) { ...S } fragment S on Subscription { changed(ids: $i) }',
    );
    expect(rootArguments({ i: ['3'] })).toEqual({ ids: ['3'] });
    expect(() => rootArguments({ i: null })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });
});

function bare(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(bare);
  const entries = Object.entries(value).map(([key, part]) => [key, { value: bare(part), enumerable: true }] as const);
  return Object.create(null, Object.fromEntries(entries));
}
