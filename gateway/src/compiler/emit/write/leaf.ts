import { type GraphQLLeafType, isEnumType } from 'graphql';
import { literal } from '../literal.ts';
import type { Draft } from './draft.ts';
import { type Lead, spell } from './lead.ts';
import { type Place, tell } from './place.ts';

/** How a leaf that is as it should be is told, and its text; what is not goes to the runtime, which knows the rest. */
type Check = { readonly test: string; readonly before: string; readonly text: string; readonly after: string };

const quoted = { before: '"', text: 'quotable(x)', after: '"' };
const bare = { before: '', text: 'x', after: '' };

const checks: Readonly<Record<string, Check>> = {
  String: { test: `typeof x === 'string'`, ...quoted },
  ID: { test: `typeof x === 'string'`, ...quoted },
  Int: { test: `typeof x === 'number' && (x | 0) === x`, ...bare },
  Float: { test: `typeof x === 'number' && x - x === 0`, ...bare },
  Boolean: { test: `typeof x === 'boolean'`, ...bare },
};

/** More values than this are looked up, fewer compared. */
const maxCompared = 8;

/** Statements that append the leaf in `x` to `t`, or return undefined when it is needed and is none. */
export function leafStatements(draft: Draft, type: GraphQLLeafType, needed: boolean, lead: Lead, place: Place): string {
  const { test, before, text, after } = checkOf(draft, type);
  const ended = after === '' ? '' : ` + ${literal(after)}`;
  const written = `${spell(lead, before)} + ${text}${ended}`;
  const otherwise = isEnumType(type)
    ? tell('unfit', place, literal(type.name))
    : `leaf(F, [${place.path.join(', ')}], ${literal(place.where)}, ${literal(type.name)}, x)`;
  if (!needed)
    return `t += ${test} ? ${written} : x == null ? ${spell(lead, 'null')} : ${spell(lead)} + (${otherwise} ?? 'null');`;
  return [
    `if (${test}) t += ${written};`,
    `else { x = x == null ? ${tell('missing', place)} : ${otherwise}; if (x === undefined) return undefined; t += ${spell(lead)} + x; }`,
  ].join('\n');
}

function checkOf(draft: Draft, type: GraphQLLeafType): Check {
  if (!isEnumType(type)) return checks[type.name] ?? { test: `typeof x === 'string'`, ...quoted };
  const names = type.getValues().map((value) => value.name);
  const test =
    names.length <= maxCompared
      ? names.map((name) => `x === ${literal(name)}`).join(' || ')
      : `${draft.constant(`new Set(${literal(names)})`)}.has(x)`;
  return { test: `(${test})`, before: '"', text: 'x', after: '"' };
}
