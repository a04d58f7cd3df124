import { describe, expect, it } from '@jest/globals';
import { assert, gen, property } from 'fast-check';
import {
  buildSchema,
  execute,
  NoUnusedVariablesRule,
  type OperationDefinitionNode,
  PossibleFragmentSpreadsRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { normalise } from '../../src/compiler/document/normalise.ts';
import { createDraw } from '../fuzz/draw.ts';
import { asStore } from './as-store.ts';
import { randomData } from './random-data.ts';
import { randomOperation } from './random-operation.ts';
import { randomSchema } from './random-schema.ts';
import { createWriter } from './run-writer.ts';

const runs = 80;
const operationsPerSchema = 12;

/** Execution does not mind what these refuse. */
const unneeded = [NoUnusedVariablesRule, PossibleFragmentSpreadsRule];
const rules = specifiedRules.filter((rule) => !unneeded.includes(rule));

describe('a generated writer', () => {
  it('answers as graphql-js does, whatever the schema, the data and the operation', () => {
    let compared = 0;
    let failed = 0;
    void assert(
      property(gen(), (generate) => {
        const draw = createDraw(generate);
        const schema = buildSchema(randomSchema(draw));
        const data = randomData(draw, schema, draw.pick([0, 3, 15]));
        for (let nth = 0; nth < operationsPerSchema; nth++) {
          const document = parse(randomOperation(draw, schema));
          if (validate(schema, document, rules).length > 0) continue;
          const variables = { a: draw.chance(50), b: draw.chance(50) };
          const expected = execute({ schema, document, rootValue: data, variableValues: variables }) as ReturnType<
            typeof plain
          >;
          const operation = normalise(document, document.definitions[0] as OperationDefinitionNode);
          const { text, errors } = createWriter(schema, operation)(
            asStore(schema, operation, data, variables),
            variables,
          );
          expect(text).toBe(JSON.stringify(expected.data));
          expect(errors.map(({ path }) => path)).toEqual((expected.errors ?? []).slice(0, 100).map(({ path }) => path));
          compared++;
          if (expected.errors) failed++;
        }
      }),
      { numRuns: runs, seed: 42, endOnFailure: true },
    );
    // Most operations drawn are valid, and enough of them meet what is wrong with the data.
    expect(compared).toBeGreaterThan(runs);
    expect(failed).toBeGreaterThan(runs / 10);
  });
});

declare function plain(): { data: unknown; errors?: readonly { path?: readonly (string | number)[] }[] };
