import { type GraphQLOutputType, isLeafType, isListType, isNonNullType } from 'graphql';
import type { Draft } from './draft.ts';
import { type Lead, spell } from './lead.ts';
import { leafOf } from './leaf.ts';
import { entryPlace, type Place, tell } from './place.ts';

/** Gives the name of the function that writes an object which is not null. */
export type WriteObject = (place: Place) => string;

/**
 * Statements that append the value in `x` to `t` (GraphQL's `CompleteValue`, §6.4.3), or return undefined from the
 * function around them when the value fails and may not be null.
 */
export function valueStatements(
  draft: Draft,
  type: GraphQLOutputType,
  writeObject: WriteObject,
  lead: Lead,
  place: Place,
): string {
  const needed = isNonNullType(type);
  const nullable = needed ? type.ofType : type;
  if (isLeafType(nullable)) return leafOf(draft, nullable, needed, place).complete(lead, '');
  const write = isListType(nullable) ? listFunction(draft, nullable.ofType, writeObject, place) : writeObject(place);
  if (!needed)
    return `t += x == null || (x = ${write}(x)) === undefined ? ${spell(lead, 'null')} : ${spell(lead, '', 'x')};`;
  return [
    `x = x == null ? ${tell('missing', place)} : ${write}(x);`,
    'if (x === undefined) return undefined;',
    `t += ${spell(lead, '', 'x')};`,
  ].join('\n');
}

/** Statements for what the caller may not see. */
export function deniedStatements(type: GraphQLOutputType, lead: Lead, place: Place): string {
  if (isNonNullType(type)) return `return ${tell('denied', place)};`;
  return `${tell('denied', place)};\nt += ${spell(lead, 'null')};`;
}

function listFunction(draft: Draft, entryType: GraphQLOutputType, writeObject: WriteObject, place: Place): string {
  const index = draft.index(place.lists);
  const entry = valueStatements(draft, entryType, writeObject, { separated: true, text: '' }, entryPlace(place, index));
  return draft.define(`const list = x;
if (!Array.isArray(list)) return ${tell('unfit', place, `'list'`)};
let t = '', s = '[';
for (let i = 0; i < list.length; i++) {
${index} = i;
x = list[i];
${entry}
s = ',';
}
return s === '[' ? '[]' : t + ']';`);
}
