import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type DocumentNode, Kind, parse, type SelectionSetNode } from 'graphql';
import { type DocumentLimits, limitFault } from './limits.ts';
import { createMeasure } from './measure.ts';

const limits: DocumentLimits = {
  maxTokens: 1_000,
  maxDepth: 3,
  maxFields: 8,
  maxAliases: 2,
  maxRootFields: 4,
  maxDirectives: 2,
};

const codeOf = (text: string) => limitFault(parse(text), limits)?.code;

describe('the limits of a document', () => {
  it.each([
    ['{ a { b { c } } }', undefined],
    ['{ a { b { c { d } } } }', 'QUERY_TOO_DEEP'],
    ['{ a { ...F } } fragment F on T { b { c { d } } }', 'QUERY_TOO_DEEP'],
    ['{ __schema { types { fields { type } } } }', undefined],
    ['{ a b c d }', undefined],
    ['{ a b c d e }', 'TOO_MANY_ROOT_FIELDS'],
    ['{ ...F ...F } fragment F on Query { a b c }', 'TOO_MANY_ROOT_FIELDS'],
    ['{ a { b c d e f g h i } }', 'QUERY_TOO_LARGE'],
    ['{ x: a y: a }', undefined],
    ['{ x: a y: a z: a }', 'TOO_MANY_ALIASES'],
    ['{ a @skip(if: true) @include(if: true) @skip(if: false) }', 'TOO_MANY_DIRECTIVES'],
    ['query @a @b { a @c }', 'TOO_MANY_DIRECTIVES'],
    ['{ a } mutation M { a { b { c { d } } } }', 'QUERY_TOO_DEEP'],
  ])('of %s give %s', (text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  it('let a mutation change ten things, whatever queries may ask for', () => {
    const wide = { ...limits, maxRootFields: 100, maxAliases: 100, maxFields: 100 };
    const mutation = (count: number) =>
      parse(`mutation { ${Array.from({ length: count }, (_, index) => `m${index}: a`).join(' ')} }`);
    expect(limitFault(mutation(10), wide)).toBeUndefined();
    expect(limitFault(mutation(11), wide)?.code).toBe('TOO_MANY_FIELDS');
  });

  it('are found at once in fragments that double what they hold with every line', () => {
    const fragments = Array.from({ length: 200 }, (_, n) => `fragment F${n} on T { a { ...F${n + 1} ...F${n + 1} } }`);
    const text = `{ a { ...F0 } } ${fragments.join(' ')} fragment F200 on T { b }`;
    expect(codeOf(text)).toBe('QUERY_TOO_DEEP');
    expect(codeOf(text.replaceAll('a { ...F', '...G ...F').replaceAll(' } }', ' }'))).toBeDefined();
  });

  it('bound how far values nest that a document writes out, wherever it does', () => {
    const within = (times: number) =>
      `${'['.repeat(times / 2)}${'{ a: '.repeat(times / 2)}1${'}'.repeat(times / 2)}${']'.repeat(times / 2)}`;
    for (const write of [
      (value: string) => `{ a(b: ${value}) }`,
      (value: string) => `query ($v: [Int] = ${value}) { a }`,
      (value: string) => `query @d(b: ${value}) { a }`,
      (value: string) => `{ a { ...F } } fragment F on A { ... on A { c @d(b: ${value}) } }`,
    ]) {
      expect(codeOf(write(within(64)))).toBeUndefined();
      expect(codeOf(write(within(66)))).toBe('QUERY_TOO_DEEP');
    }
  });

  it('bound what nests without fields, and introspection', () => {
    const within = (times: number, open: string) => `${open} { `.repeat(times) + 'a' + ' }'.repeat(times);
    expect(codeOf(`{ ${within(98, '...')} }`)).toBeUndefined();
    expect(codeOf(`{ ${within(101, '...')} }`)).toBe('QUERY_TOO_DEEP');
    expect(codeOf(`{ __schema { ${within(101, '__type')} } }`)).toBe('QUERY_TOO_DEEP');
    const chain = Array.from({ length: 150 }, (_, n) => `fragment F${n} on T { ...F${n + 1} }`).join(' ');
    expect(codeOf(`{ ...F0 } ${chain} fragment F150 on T { a }`)).toBe('QUERY_TOO_DEEP');
  });

  it('hold on to fragments that go in circles', () => {
    expect(codeOf('{ ...F } fragment F on Query { a ...G } fragment G on Query { b ...F }')).toBeUndefined();
  });
});

const names = fc.constantFrom('a', 'b', 'c');
const selection = fc.letrec<{ set: string; node: string }>((tie) => ({
  set: fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((nodes) => `{ ${nodes.join(' ')} }`),
  node: fc.oneof(
    { maxDepth: 4 },
    names,
    fc.tuple(names, tie('set')).map((parts) => parts.join(' ')),
    tie('set').map((set) => `... on T ${set}`),
    fc.constantFrom('...F', '...G @skip(if: true)', 'x: a @include(if: false)'),
  ),
})).set;

/** The same by writing every fragment out. */
function countFields(document: DocumentNode, { selections }: SelectionSetNode): number {
  return selections.reduce((sum, node) => {
    if (node.kind === Kind.FIELD) return sum + 1 + (node.selectionSet ? countFields(document, node.selectionSet) : 0);
    if (node.kind === Kind.INLINE_FRAGMENT) return sum + countFields(document, node.selectionSet);
    const fragment = document.definitions.find(
      (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === node.name.value,
    );
    return sum + (fragment && 'selectionSet' in fragment ? countFields(document, fragment.selectionSet) : 0);
  }, 0);
}

describe('a measure', () => {
  it('counts what writing the fragments out would count', () => {
    fc.assert(
      fc.property(selection, (set) => {
        const document = parse(`${set} fragment F on T { a { ...G } ...G } fragment G on T { b c { a } }`);
        const [operation] = document.definitions;
        if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('the document begins with its operation');
        expect(createMeasure(document)(operation.selectionSet).fields).toBe(
          countFields(document, operation.selectionSet),
        );
      }),
    );
  });
});
