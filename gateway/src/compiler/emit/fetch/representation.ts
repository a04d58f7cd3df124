import { property } from '../literal.ts';
import { emitAsked } from './asked.ts';
import type { Emitting } from './emitting.ts';
import type { Need, Needs } from './needs.ts';
import type { Shape } from './shape.ts';
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

/** What is known of the objects that are told. */
export type Told = {
  readonly group: Needs[number];
  /** What fetches give at their place. */
  readonly shape: Shape;
  /** Under which conditions they are told at all. */
  readonly conditions: readonly string[];
};

/** A value of a representation. */
type Value = {
  readonly need: Need;
  readonly text: TextPart;
  /** Undefined for what is the same for every object. */
  readonly variable: string | undefined;
  readonly read: string;
  /** When it is asked for, where that hangs on variables: it is left out when it was not. */
  readonly when: string | undefined;
};

/**
 * Writes the representation of the objects of a group of types, each named `here`. `keys`: the sets of names by which
 * the subgraph looks such entities up.
 */
export function emitRepresentation(
  emitting: Emitting,
  told: Told,
  here: string,
  keys: readonly ReadonlySet<string>[],
): Representation {
  const values = valuesOf(emitting, told, here);
  const missing = values.flatMap(missingTest).map((test) => `!(${test})`);
  const text = objectText(values);
  return {
    read: readAll(values),
    test: [...missing, ...keyTest(values, keys)].join(' && ') || 'true',
    text,
    identity: onlyValue(values) ?? text,
  };
}

/** Declares a function that gives the JSON text of a value of the store, or undefined when something of it is missing. */
function declareText(emitting: Emitting, objects: Needs, shape: Shape, conditions: readonly string[]): string {
  return emitting.source.declare('Needed', (name) =>
    [
      `function ${name}(o, v) {`,
      `if (o === null) return 'null';`,
      `if (Array.isArray(o)) return fetchListText(o, ${name}, v);`,
      `if (typeof o !== 'object') return undefined;`,
      ...objects.map((group) => emitGroup(emitting, { group, shape, conditions })),
      '}',
    ].join('\n'),
  );
}

function emitGroup(emitting: Emitting, told: Told): string {
  const values = valuesOf(emitting, told, 'o');
  const missing = values.flatMap(missingTest);
  const refuse = missing.length > 0 ? `if (${missing.join(' || ')}) return undefined;\n` : '';
  const body = `${readAll(values)}\n${refuse}return ${objectText(values)};`;
  const { types } = told.group;
  return types ? `if (${emitTypeTest(emitting.source, 'o.__typename', types)}) {\n${body}\n}` : body;
}

function valuesOf(emitting: Emitting, { group, shape, conditions }: Told, here: string): readonly Value[] {
  return group.needs.map((need, at): Value => {
    const constant = need.constant ?? (need.read === '__typename' ? onlyName(group.types) : undefined);
    if (constant !== undefined) return { need, text: { constant }, variable: undefined, read: '', when: undefined };
    const variable = `f${at}`;
    const value = property(here, need.read);
    const place = shape.get(need.read);
    const when = emitAsked(emitting, place, group.types, conditions);
    if (!need.objects) return { need, variable, read: value, text: { expression: `fetchText(${variable})` }, when };
    const text = declareText(emitting, need.objects, place?.below ?? new Map(), conditions);
    return { need, variable, read: `${text}(${value}, v)`, text: { expression: variable }, when };
  });
}

function onlyName(types: ReadonlySet<string> | undefined): string | undefined {
  return types?.size === 1 ? JSON.stringify([...types][0]) : undefined;
}

function readAll(values: readonly Value[]): string {
  const reads = values.flatMap(({ variable, read }) => (variable ? [`${variable} = ${read}`] : []));
  return reads.length > 0 ? `const ${reads.join(', ')};` : '';
}

/** Something failed before when a value is not there that was asked for. */
function missingTest({ variable, when }: Value): readonly string[] {
  if (variable === undefined) return [];
  return [when === undefined ? `${variable} === undefined` : `${variable} === undefined && (${when})`];
}

/** A leaf that alone tells representations apart: looking it up costs less than its text. */
function onlyValue(values: readonly Value[]): string | undefined {
  const [value, ...others] = values.filter(({ variable }) => variable !== undefined);
  return others.length === 0 && !value?.need.objects ? value?.variable : undefined;
}

function objectText(values: readonly Value[]): string {
  const always = values.filter(({ when }) => when === undefined);
  const named = always.flatMap(({ need, text }, at): readonly TextPart[] => [
    { constant: `${at === 0 ? '' : ','}${JSON.stringify(need.sent)}:` },
    text,
  ]);
  const rest = values.filter(({ when }) => when !== undefined).map(optionalText);
  const parts = always.length > 0 || rest.length === 0 ? [...named, ...rest] : [afterComma(rest)];
  return emitText([{ constant: '{' }, ...parts, { constant: '}' }]);
}

function optionalText({ need, text, variable }: Value): TextPart {
  const member = emitText([{ constant: `,${JSON.stringify(need.sent)}:` }, text]);
  return { expression: `(${variable} === undefined ? '' : ${member})` };
}

function afterComma(parts: readonly TextPart[]): TextPart {
  return { expression: `(${emitText(parts)}).slice(1)` };
}

/** A key says something unless all of it is null; a subgraph is asked when one of the keys it is told does. */
function keyTest(values: readonly Value[], keys: readonly ReadonlySet<string>[]): readonly string[] {
  const told = keys.filter((key) => [...key].every((name) => values.some(({ need }) => need.sent === name)));
  const tests = told.map((key) => {
    const parts = values.filter(({ need, variable }) => key.has(need.sent) && variable !== undefined);
    const some = parts.map(({ need, variable }) => `${variable} !== ${need.objects ? `'null'` : 'null'}`).join(' || ');
    const all = parts.flatMap(({ variable, when }) => (when === undefined ? [] : [`${variable} !== undefined`]));
    return all.length > 0 ? `${all.join(' && ')} && (${some})` : some;
  });
  return tests.length > 0 && tests.every((test) => test !== '') ? [`(${tests.join(' || ')})`] : [];
}
