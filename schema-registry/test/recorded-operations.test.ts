import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  buildSchema,
  coerceInputValue,
  type GraphQLError,
  type GraphQLSchema,
  parse,
  typeFromAST,
  validate,
} from 'graphql';
import { readContract } from '../src/graphql/schema.ts';

const file = new URL('../../../shared/registry/rover-operations.json', import.meta.url);

type Operation = {
  readonly operationName: string;
  readonly type: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly exampleVariables: Readonly<Record<string, unknown>> | null;
  readonly selections: readonly string[];
};
type Tree = Map<string, Tree>;

function readOperations(): readonly Operation[] {
  return JSON.parse(readFileSync(file, 'utf8')).operations;
}

/** Writes the document down again, of which the file has every path. */
function rebuild({ operationName, type, variables, selections }: Operation): string {
  const root: Tree = new Map();
  for (const path of selections) {
    let node = root;
    for (const segment of path.split(' > ')) {
      const next: Tree = node.get(segment) ?? new Map();
      node.set(segment, next);
      node = next;
    }
  }
  const declared = Object.entries(variables).map(([name, each]) => `$${name}: ${each}`);
  return `${type} ${operationName}${declared.length > 0 ? `(${declared.join(', ')})` : ''} ${print(root)}`;
}

function print(tree: Tree): string {
  const lines = [...tree].map(([segment, inner]) => {
    const name = segment.replace(/^<(\w+)>$/, '... on $1');
    return inner.size > 0 ? `${name} ${print(inner)}` : name;
  });
  return `{ ${lines.join(' ')} }`;
}

const suite = existsSync(file) ? describe : describe.skip;

suite('operations of rover that were recorded (skipped where ../shared/registry is not there)', () => {
  let schema: GraphQLSchema;
  beforeAll(async () => {
    schema = buildSchema(await readContract());
  });

  const operations = existsSync(file) ? readOperations() : [];
  it('are 47', () => {
    expect(operations).toHaveLength(47);
  });

  it.each(operations.map((each) => [each.operationName, each] as const))('%s is valid', (_, operation) => {
    const document = parse(rebuild(operation));
    expect(validate(schema, document)).toEqual([]);
    const [definition] = document.definitions;
    const variables = definition && 'variableDefinitions' in definition ? (definition.variableDefinitions ?? []) : [];
    for (const { variable, type } of variables) {
      const given = operation.exampleVariables?.[variable.name.value] ?? null;
      const input = typeFromAST(schema, type as never);
      const faults: GraphQLError[] = [];
      coerceInputValue(given, input as never, (_path, _value, fault) => faults.push(fault));
      expect(faults).toEqual([]);
    }
  });
});
