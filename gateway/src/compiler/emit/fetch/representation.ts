import { property } from '../literal.ts';
import type { Emitting } from './emitting.ts';
import { type Need, type Needs, needsOfType } from './needs.ts';
import { type Place, unknownPlace } from './places.ts';
import type { Required, RequiredField } from './required.ts';
import { emitText, type TextPart } from './text.ts';
import { emitTypeTest } from './type-test.ts';

/** How an object of the store is told to a subgraph. */
export type Representation = {
  /** Statements that read what is needed into variables. */
  readonly read: string;
  /** Whether it is all there, and something by which an entity can be looked up. */
  readonly test: string;
  /** When that fails, whether it is for what is not there, and not for want of any key; undefined: never. */
  readonly lack: string | undefined;
  /** Its JSON text. */
  readonly text: string;
  /** What tells it from others of the same group: the one value that differs, or its text. */
  readonly identity: string;
};

/** What is known of the objects that are told. */
export type Told = {
  readonly group: Needs[number];
  readonly place: Place;
  /** What the fields that are asked for require; without it, all that is needed is required. */
  readonly required: Required | undefined;
  /** The sets of names by which the subgraph looks such entities up. */
  readonly keys: readonly ReadonlySet<string>[];
};

/** A value of a representation. */
type Value = {
  readonly need: Need;
  readonly text: TextPart;
  /** Undefined for what is the same for every object. */
  readonly variable: string | undefined;
  readonly read: string;
  /** When it must be there; undefined: always. It is left out when it is not there and need not be. */
  readonly when: string | undefined;
};

/** Writes the representation of the objects of a group of types, each named `here`. */
export function emitRepresentation(emitting: Emitting, told: Told, here: string): Representation {
  const keys = told.keys.filter((key) => [...key].every((name) => told.group.needs.some(({ sent }) => sent === name)));
  // Without a key that is known as one, nothing of what is told can be left out.
  const required = keys.length > 0 ? told.required : undefined;
  const values = valuesOf(emitting, { ...told, keys, required }, here);
  const missing = values.flatMap(missingTest);
  const text = objectText(values);
  return {
    read: readAll(values),
    test: [...missing.map((test) => `!(${test})`), ...keyTest(values, keys)].join(' && ') || 'true',
    lack: lackTest([...missing, ...keyLack(values, keys)], values, keys),
    text,
    identity: onlyValue(values) ?? text,
  };
}

/** Declares a function that gives the JSON text of a value of the store, or undefined when something of it is missing. */
function declareText(emitting: Emitting, objects: Needs, place: Place, required: Required | undefined): string {
  return emitting.source.declare('Needed', (name) =>
    [
      `function ${name}(o, v) {`,
      `if (o === null) return 'null';`,
      `if (Array.isArray(o)) return fetchListText(o, ${name}, v);`,
      `if (typeof o !== 'object') return undefined;`,
      ...needsOfType(objects, place.type).map((group) => emitGroup(emitting, { group, place, required, keys: [] })),
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
  return types && told.place.type === undefined
    ? `if (${emitTypeTest(emitting.source, 'o.__typename', types)}) {\n${body}\n}`
    : body;
}

function valuesOf(emitting: Emitting, { group, place, required, keys }: Told, here: string): readonly Value[] {
  return group.needs.map((need, at): Value => {
    const constant = need.constant ?? (need.read === '__typename' ? onlyName(group.types) : undefined);
    if (constant !== undefined) return { need, text: { constant }, variable: undefined, read: '', when: undefined };
    const variable = `f${at}`;
    const value = property(here, need.read);
    const isKey = keys.some((key) => key.has(need.sent));
    const field = required?.get(need.sent);
    // The only key must be there, of several keys one: that is tested for all of a key together.
    const isOnlyKey = isKey && keys.length === 1;
    const when = !required || isOnlyKey || need.read === '__typename' ? undefined : emitWhen(field);
    if (!need.objects) return { need, variable, read: value, text: { expression: `fetchText(${variable})` }, when };
    const below = place.below.get(need.read) ?? unknownPlace;
    const inner = isKey || !required ? undefined : (field?.below ?? new Map());
    const text = declareText(emitting, need.objects, below, inner);
    return { need, variable, read: `${text}(${value}, v)`, text: { expression: variable }, when };
  });
}

/** Writes when a field must be there; undefined: always. */
function emitWhen(field: RequiredField | undefined): string | undefined {
  if (!field) return 'false';
  return field.ways.has('') ? undefined : [...field.ways].join(' || ');
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
  if (when === 'false') return [];
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
function keyTest(values: readonly Value[], keys: Told['keys']): readonly string[] {
  const tests = keys.map((key) => {
    const parts = partsOf(values, key);
    const some = parts.map(({ need, variable }) => `${variable} !== ${need.objects ? `'null'` : 'null'}`).join(' || ');
    const all = thereTest(parts);
    return all.length > 0 ? `${all.join(' && ')} && (${some})` : some;
  });
  return tests.length > 0 && tests.every((test) => test !== '') ? [`(${tests.join(' || ')})`] : [];
}

/** Of each key something is not there. */
function keyLack(values: readonly Value[], keys: Told['keys']): readonly string[] {
  const there = keys.map((key) => thereTest(partsOf(values, key)));
  if (there.length === 0 || there.some((tests) => tests.length === 0)) return [];
  return [`!(${there.map((tests) => tests.join(' && ')).join(' || ')})`];
}

/** What has no key, all of them being null, is nobody's: nothing is computed of it either. */
function lackTest(tests: readonly string[], values: readonly Value[], keys: Told['keys']): string | undefined {
  if (tests.length === 0) return undefined;
  const parts = keys.flatMap((key) => partsOf(values, key));
  const isKeyless = parts.map(({ need, variable }) => `${variable} === ${need.objects ? `'null'` : 'null'}`);
  const isLacking = tests.join(' || ');
  return isKeyless.length === 0 ? isLacking : `(${isLacking}) && !(${[...new Set(isKeyless)].join(' && ')})`;
}

function partsOf(values: readonly Value[], key: ReadonlySet<string>): readonly Value[] {
  return values.filter(({ need, variable }) => key.has(need.sent) && variable !== undefined);
}

function thereTest(parts: readonly Value[]): readonly string[] {
  return parts.flatMap(({ variable, when }) => (when === undefined ? [] : [`${variable} !== undefined`]));
}
