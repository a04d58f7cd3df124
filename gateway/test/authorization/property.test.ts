import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'graphql';
import { createEngine } from './engine.ts';
import { admin, type Caller, deniedTo, expectedOf, holds, parentsOf } from './oracle.ts';
import { mark, type RandomGraph, randomGraph, resolveMarked, subgraphsOf } from './random-graph.ts';
import { randomOperation } from './random-operation.ts';

const runs = Number(process.env.AUTHORIZATION_RUNS ?? 25);
const operationsEach = 8;
const caller: fc.Arbitrary<Caller> = fc.record({
  signedIn: fc.boolean(),
  scopes: fc.subarray(['a', 'b']),
  fits: fc.boolean(),
});
const cases = fc.record({
  graph: randomGraph,
  texts: fc.array(randomOperation, { minLength: operationsEach, maxLength: operationsEach }),
  caller,
});
const variables = { yes: true, no: false };
const used = (text: string) =>
  Object.fromEntries(Object.entries(variables).filter(([name]) => text.includes(`$${name}`)));

type Path = readonly (string | number)[];

const startsWith = (path: Path, start: Path) => start.every((part, index) => path[index] === part);
const related = (one: Path, other: Path) => startsWith(one, other) || startsWith(other, one);

/** Whether everything in one answer is at the same place of the other. */
function isSubTree(part: unknown, whole: unknown): boolean {
  if (part === null) return true;
  if (Array.isArray(part)) {
    return Array.isArray(whole) && part.length === whole.length && part.every((each, i) => isSubTree(each, whole[i]));
  }
  if (typeof part !== 'object') return part === whole;
  if (typeof whole !== 'object' || whole === null) return false;
  return Object.entries(part).every(([name, value]) => isSubTree(value, (whole as Record<string, unknown>)[name]));
}

async function check(graph: RandomGraph, texts: readonly string[], who: Caller) {
  const engine = createEngine(subgraphsOf(graph), resolveMarked);
  for (const text of texts) {
    const seen = await engine.run(text, (rule) => holds(who, rule), used(text));
    const all = await engine.run(text, (rule) => holds(admin, rule), used(text));
    const expected = await expectedOf(engine.compiler.apiSdl, graph, text, who, used(text));
    expect(all.errors).toEqual([]);
    expect(seen.data).toEqual(expected.data);
    expect(isSubTree(seen.data, all.data)).toBe(true);
    checkErrors(seen.errors, expected.errors ?? []);
    checkHidden(graph, who, JSON.stringify(seen));
    for (const { subgraph, query } of seen.sent) checkSent(graph, who, engine.schemas.get(subgraph), query);
  }
}

type Told = readonly { readonly path?: Path; readonly extensions?: Readonly<Record<string, unknown>> }[];

function checkErrors(told: Told, expected: Told): void {
  expect(told.every(({ extensions }) => extensions?.code === 'UNAUTHORIZED_FIELD_OR_TYPE')).toBe(true);
  const paths = told.map(({ path }) => path ?? []);
  expect(new Set(paths.map((path) => JSON.stringify(path))).size).toBe(paths.length);
  const others = expected.map(({ path }) => path ?? []);
  expect(paths.filter((path) => !others.some((other) => related(path, other)))).toEqual([]);
  if (told.length >= 100) return;
  expect(others.filter((other) => !paths.some((path) => related(path, other)))).toEqual([]);
}

function checkHidden(graph: RandomGraph, who: Caller, text: string): void {
  const { isFieldDenied } = deniedTo(who, graph);
  for (const [, type = '', field = ''] of text.matchAll(/<(\w+)\.(\w+)>/g)) {
    if (field === 'id') continue;
    expect([mark(`${type}.${field}`), isFieldDenied(type, field, 'String')]).toEqual([`<${type}.${field}>`, false]);
  }
}

type Schema = Parameters<typeof parentsOf>[0];

function checkSent(graph: RandomGraph, who: Caller, schema: Schema | undefined, query: string): void {
  if (!schema) throw new Error('a subgraph was asked that there is not');
  const { isFieldDenied } = deniedTo(who, graph);
  for (const [node, type] of parentsOf(schema, parse(query))) {
    const name = node.name.value;
    if (name.startsWith('_') || name === 'id') continue;
    const fields = schema.getType(type);
    const given = fields && 'getFields' in fields ? String(fields.getFields()[name]?.type) : '';
    expect([type, name, isFieldDenied(type, name, given.replaceAll(/[[\]!]/g, ''))]).toEqual([type, name, false]);
  }
}

describe('what a caller gets of a random graph', () => {
  it('is what graphql-js gives where denied fields throw, a part of what an admin gets, and asks for nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(cases, ({ graph, texts, caller: who }) => check(graph, texts, who)),
      { seed: 7, numRuns: runs, endOnFailure: true },
    );
  }, 120_000);
});
