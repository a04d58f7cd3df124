import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';
import { literal, property } from '../literal.ts';
import type { InputDraft } from './input-draft.ts';

const scalars: Readonly<Record<string, string>> = {
  String: `typeof x === 'string' ? x : undefined`,
  Int: `typeof x === 'number' && (x | 0) === x ? x : undefined`,
  Float: `typeof x === 'number' && x - x === 0 ? x : undefined`,
  Boolean: `typeof x === 'boolean' ? x : undefined`,
  ID: `typeof x === 'string' ? x : Number.isInteger(x) ? String(x) : undefined`,
};

/**
 * An expression of the value that the input in `x` is taken for (GraphQL's input coercion, §3.12); undefined when it is
 * not plainly one of the type.
 */
export function coerced(draft: InputDraft, type: GraphQLInputType): string {
  if (!isNonNullType(type)) return `x === null ? null : ${present(draft, type)}`;
  return `x === null ? undefined : ${present(draft, type.ofType)}`;
}

/** A value known while generating, as a constant; undefined stands for none. */
export function constantOf(draft: InputDraft, value: unknown): string {
  return draft.constant(`JSON.parse(${literal(JSON.stringify(value))})`);
}

/** A statement that sets a property, to an own one whatever its name. */
export function assignment(object: string, name: string, value: string): string {
  if (name !== '__proto__') return `${object}[${literal(name)}] = ${value};`;
  return `Object.defineProperty(${object}, "__proto__", { value: ${value}, enumerable: true });`;
}

function present(draft: InputDraft, type: GraphQLInputType): string {
  if (isListType(type)) return `${draft.define(`${type}`, () => listBody(draft, type.ofType))}(x)`;
  if (isInputObjectType(type)) return `${draft.define(`${type}`, () => objectBody(draft, type))}(x)`;
  if (isEnumType(type)) {
    const names = type.getValues().map(({ name }) => name);
    return `${draft.define(`${type}`, () => `return ${draft.constant(`new Set(${literal(names)})`)}.has(x) ? x : undefined;`)}(x)`;
  }
  return isNonNullType(type) ? coerced(draft, type) : `(${scalars[type.name] ?? 'x'})`;
}

function listBody(draft: InputDraft, entryType: GraphQLInputType): string {
  const entry = coerced(draft, entryType);
  return `if (!Array.isArray(x)) { x = ${entry}; return x === undefined ? undefined : [x]; }
const list = x, made = [];
for (let i = 0; i < list.length; i++) {
x = list[i];
x = ${entry};
if (x === undefined) return undefined;
made.push(x);
}
return made;`;
}

function objectBody(draft: InputDraft, type: GraphQLInputObjectType): string {
  const fields = Object.values(type.getFields()).map((field) => {
    const absent = isRequiredInputField(field)
      ? 'return undefined;'
      : field.defaultValue === undefined
        ? ''
        : assignment('made', field.name, constantOf(draft, field.defaultValue));
    return `x = ${property('o', field.name)};
if (x === undefined) { ${absent} }
else { given++; x = ${coerced(draft, field.type)}; if (x === undefined) return undefined; ${assignment('made', field.name, 'x')} ${type.isOneOf ? 'if (x === null) return undefined;' : ''} }`;
  });
  return `if (typeof x !== 'object' || Array.isArray(x)) return undefined;
const o = x, made = {};
let given = 0, keys = 0;
${fields.join('\n')}
for (const key in o) keys++;
return given === keys${type.isOneOf ? ' && given === 1' : ''} ? made : undefined;`;
}
