import { literal, property } from '../literal.ts';
import type { Emitting } from './emitting.ts';
import type { Given, GivenField } from './selection.ts';
import type { Shape } from './shape.ts';

/**
 * Declares a function that puts what a fetch gave for an object into the object of the store. Where other fetches give
 * the same field, the two are merged: an object wins over null, so that a subgraph that fails takes nothing away.
 */
export function declareMerge(emitting: Emitting, given: Given, shape: Shape): string {
  const { source } = emitting;
  return source.declare('Merge', (name) => {
    const fields = [...given.values()].map((field) => mergeField(emitting, field, shape.get(field.name)));
    return `function ${name}(t, e) {\n${fields.join('\n')}\n}`;
  });
}

function mergeField(emitting: Emitting, field: GivenField, place: ReturnType<Shape['get']>): string {
  const target = `t[${literal(field.name)}]`;
  const value = property('e', field.name);
  if (field.name === '__typename') return mergeTypename(emitting);
  if (!place || place.givers < 2) return `${target} = ${value};`;
  const held = property('t', field.name);
  if (!field.fields)
    return `if (${value} !== undefined && (${value} !== null || ${held} === undefined)) ${target} = ${value};`;
  const inner = declareMergeValue(emitting, declareMerge(emitting, field.fields, place.below));
  return [
    `if (${held} === undefined || ${held} === null) { if (${value} !== undefined) ${target} = ${value}; }`,
    `else ${inner}(${held}, ${value});`,
  ].join('\n');
}

/** What an object is called as `@interfaceObject` is no type: it never replaces one. */
function mergeTypename({ loose }: Emitting): string {
  const test = loose.size === 0 ? '' : `if (t.__typename === undefined || !${looseTest(loose)}) `;
  return `if (e.__typename !== undefined) ${test}t.__typename = e.__typename;`;
}

function looseTest(names: ReadonlySet<string>): string {
  return `(${[...names].map((name) => `e.__typename === ${literal(name)}`).join(' || ')})`;
}

/** Declares the merge of two values that are both there: objects by fields, lists by index; of other kinds the first stays. */
function declareMergeValue({ source }: Emitting, mergeObject: string): string {
  return source.declare('MergeValue', (name) =>
    [
      `function ${name}(t, e) {`,
      `if (typeof e !== 'object' || e === null || typeof t !== 'object') return;`,
      `if (!Array.isArray(t)) { if (!Array.isArray(e)) ${mergeObject}(t, e); return; }`,
      'if (!Array.isArray(e)) return;',
      'for (let i = 0; i < t.length && i < e.length; i++) {',
      `if (t[i] === null) t[i] = e[i]; else ${name}(t[i], e[i]);`,
      '}',
      '}',
    ].join('\n'),
  );
}
