import { property } from '../literal.ts';
import type { Emitting } from './emitting.ts';
import type { Need, Needs } from './needs.ts';
import { emitText, type TextPart } from './text.ts';
import { emitTypeTest } from './type-test.ts';

/** How an object of the store is told to a subgraph. */
export type Representation = {
  /** Statements that read what is needed into variables. */
  readonly read: string;
  /** Whether it is all there, and something by which an entity can be looked up. */
  readonly test: string;
  /** Its JSON text. */
  readonly text: string;
  /** What tells it from others of the same group: the one value that differs, or its text. */
  readonly identity: string;
};

/** A value of a representation: read into a variable, or the same for every object. */
type Value = { readonly need: Need; readonly text: TextPart; readonly variable?: string; readonly read?: string };

/**
 * Writes the representation of the objects of a group of types, each named `here`. `keys`: the sets of names by which
 * the subgraph looks such entities up.
 */
export function emitRepresentation(
  emitting: Emitting,
  group: Needs[number],
  here: string,
  keys: readonly ReadonlySet<string>[],
): Representation {
  const values = valuesOf(emitting, group, here);
  const variables = values.flatMap(({ variable }) => variable ?? []);
  const text = objectText(values);
  return {
    read: readAll(values),
    test:
      [...variables.map((variable) => `${variable} !== undefined`), ...keyTest(values, keys)].join(' && ') || 'true',
    text,
    identity: onlyValue(values) ?? text,
  };
}

/** Declares a function that gives the JSON text of a value of the store, or undefined when something of it is missing. */
function declareText(emitting: Emitting, objects: Needs): string {
  return emitting.source.declare('Needed', (name) =>
    [
      `function ${name}(o) {`,
      `if (o === null) return 'null';`,
      `if (Array.isArray(o)) return fetchListText(o, ${name});`,
      `if (typeof o !== 'object') return undefined;`,
      ...objects.map((group) => emitGroup(emitting, group)),
      '}',
    ].join('\n'),
  );
}

function emitGroup(emitting: Emitting, group: Needs[number]): string {
  const values = valuesOf(emitting, group, 'o');
  const missing = values.flatMap(({ variable }) => (variable ? [`${variable} === undefined`] : []));
  const refuse = missing.length > 0 ? `if (${missing.join(' || ')}) return undefined;\n` : '';
  const body = `${readAll(values)}\n${refuse}return ${objectText(values)};`;
  return group.types ? `if (${emitTypeTest(emitting.source, 'o.__typename', group.types)}) {\n${body}\n}` : body;
}

function valuesOf(emitting: Emitting, { types, needs }: Needs[number], here: string): readonly Value[] {
  return needs.map((need, at) => {
    const constant = need.constant ?? (need.read === '__typename' ? onlyName(types) : undefined);
    if (constant !== undefined) return { need, text: { constant } };
    const variable = `f${at}`;
    const value = property(here, need.read);
    if (!need.objects) return { need, variable, read: value, text: { expression: `fetchText(${variable})` } };
    const text = declareText(emitting, need.objects);
    return { need, variable, read: `${text}(${value})`, text: { expression: variable } };
  });
}

function onlyName(types: ReadonlySet<string> | undefined): string | undefined {
  return types?.size === 1 ? JSON.stringify([...types][0]) : undefined;
}

function readAll(values: readonly Value[]): string {
  const reads = values.flatMap(({ variable, read }) => (variable ? [`${variable} = ${read}`] : []));
  return reads.length > 0 ? `const ${reads.join(', ')};` : '';
}

/** A leaf that alone tells representations apart: looking it up costs less than its text. */
function onlyValue(values: readonly Value[]): string | undefined {
  const [value, ...others] = values.filter(({ variable }) => variable !== undefined);
  return others.length === 0 && !value?.need.objects ? value?.variable : undefined;
}

function objectText(values: readonly Value[]): string {
  const named = values.flatMap(({ need, text }, at): readonly TextPart[] => [
    { constant: `${at === 0 ? '' : ','}${JSON.stringify(need.sent)}:` },
    text,
  ]);
  return emitText([{ constant: '{' }, ...named, { constant: '}' }]);
}

/** A key says something unless all of it is null; a subgraph is asked when one of the keys it is told does. */
function keyTest(values: readonly Value[], keys: readonly ReadonlySet<string>[]): readonly string[] {
  const told = keys.filter((key) => [...key].every((name) => values.some(({ need }) => need.sent === name)));
  const tests = told.map((key) => {
    const parts = values.filter(({ need, variable }) => key.has(need.sent) && variable !== undefined);
    return parts.map(({ need, variable }) => `${variable} !== ${need.objects ? `'null'` : 'null'}`).join(' || ');
  });
  return tests.length > 0 && tests.every((test) => test !== '') ? [`(${tests.join(' || ')})`] : [];
}
