import { GraphQLBoolean, GraphQLFloat, GraphQLID, GraphQLInt, GraphQLString } from 'graphql';
import type { Faults, Path } from './executable.ts';

/** What may not stand in JSON text as it is: lone surrogates neither, since UTF-8 has no place for them. */
const special = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

const quote = 0x22;
const backslash = 0x5c;

const standard = new Map(
  [GraphQLBoolean, GraphQLFloat, GraphQLID, GraphQLInt, GraphQLString].map((scalar) => [scalar.name, scalar]),
);

/** A string up to this long is looked through faster by a loop than by a regular expression. */
const maxLooped = 16;

/** A string as it stands between the quotes of JSON text. */
function quotable(text: string): string {
  if (text.length > maxLooped) return special.test(text) ? escaped(text) : text;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === quote || code === backslash || (code >= 0xd800 && code < 0xe000)) return escaped(text);
  }
  return text;
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/**
 * The JSON text of a leaf that is not what its type writes plainly: another JSON value that graphql-js would make one of
 * (`5` for a String), or any value of a custom scalar. Undefined, and a fault, when it is neither.
 */
function leaf(faults: Faults, path: Path, where: string, typeName: string, value: unknown): string | undefined {
  const scalar = standard.get(typeName);
  if (!scalar) return JSON.stringify(value);
  try {
    return JSON.stringify(scalar.serialize(value));
  } catch {
    return unfit(faults, path, where, typeName);
  }
}

/** Tells of a null where none may be, unless what made it null is told already. */
function missing(faults: Faults, path: Path, where: string): undefined {
  add(faults, path, `Cannot return null for non-nullable field ${where}.`);
}

/** Tells of a value that is none of its type. */
function unfit(faults: Faults, path: Path, where: string, typeName: string): undefined {
  add(faults, path, `${where} was answered with something that is no ${typeName}.`);
}

/** Tells of an object whose type is not known to be one of an interface or a union. */
function stranger(faults: Faults, path: Path, where: string, typeName: string): undefined {
  add(faults, path, `${where} was answered with an object of no type that is a ${typeName}.`);
}

/** Tells of what the caller may not see. */
function denied(faults: Faults, path: Path, where: string): undefined {
  const message = `Unauthorized field or type: ${where}`;
  faults.add({ path, message, code: 'UNAUTHORIZED_FIELD_OR_TYPE' });
}

function add(faults: Faults, path: Path, message: string): void {
  if (!faults.covers(path)) faults.add({ path, message, code: 'INTERNAL', ours: true });
}

/** What generated writers (`compiler/emit/write`) call; the tellers of faults give undefined, which stands for «failed». */
export const writeRuntime = { quotable, leaf, missing, denied, unfit, stranger };
