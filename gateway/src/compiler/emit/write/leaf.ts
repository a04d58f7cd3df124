import { type GraphQLLeafType, isEnumType } from 'graphql';
import { literal } from '../literal.ts';
import type { Draft } from './draft.ts';
import { type Lead, spell } from './lead.ts';
import { type Place, tell } from './place.ts';

/** How a leaf is written. Functions take the name of the variable that holds it. */
export type Leaf = {
  /** An expression: whether the value is plainly what it should be. */
  isPlain(variable: string): string;
  /** The text of a plain value: an expression between two known texts. */
  readonly before: string;
  text(variable: string): string;
  readonly after: string;
  /**
   * Statements that append to `t` whatever is in `x`, and known text after it, or return undefined when the leaf is
   * needed and is none.
   */
  complete(lead: Lead, after: string): string;
};

type Plain = Pick<Leaf, 'isPlain' | 'before' | 'text' | 'after'>;

const quotes = { before: '"', after: '"' };
const string: Plain = {
  isPlain: (x) => `typeof ${x} === 'string'`,
  text: (x) => `(E ? quotable(${x}) : ${x})`,
  ...quotes,
};
const bare = { before: '', text: (x: string) => x, after: '' };

const plain: Readonly<Record<string, Plain>> = {
  Int: { isPlain: (x) => `typeof ${x} === 'number' && (${x} | 0) === ${x}`, ...bare },
  Float: { isPlain: (x) => `typeof ${x} === 'number' && ${x} - ${x} === 0`, ...bare },
  Boolean: { isPlain: (x) => `typeof ${x} === 'boolean'`, ...bare },
};

/** More values than this are looked up, fewer compared. */
const maxCompared = 8;

/** Gives how a leaf of a type is written; what is not plain goes to the runtime, which knows the rest. */
export function leafOf(draft: Draft, type: GraphQLLeafType, needed: boolean, place: Place): Leaf {
  const value = plainOf(draft, type);
  const otherwise = isEnumType(type)
    ? tell('unfit', place, literal(type.name))
    : `leaf(F, [${place.path.join(', ')}], ${literal(place.where)}, ${literal(type.name)}, x)`;
  return {
    ...value,
    complete(lead, after) {
      const { isPlain, before, text } = value;
      const whole = spell(lead, before, text('x'), value.after + after);
      const odd = spell(lead, '', 'x', after);
      if (needed)
        return `if (${isPlain('x')}) t += ${whole};
else { x = x == null ? ${tell('missing', place)} : ${otherwise}; if (x === undefined) return undefined; t += ${odd}; }`;
      return `if (${isPlain('x')}) t += ${whole};
else if (x == null) t += ${spell(lead, `null${after}`)};
else { x = ${otherwise} ?? 'null'; t += ${odd}; }`;
    },
  };
}

function plainOf(draft: Draft, type: GraphQLLeafType): Plain {
  if (!isEnumType(type)) return plain[type.name] ?? string;
  const names = type.getValues().map(({ name }) => name);
  if (names.length > maxCompared) {
    const values = draft.constant(`new Set(${literal(names)})`);
    return { isPlain: (x) => `${values}.has(${x})`, text: (x) => x, ...quotes };
  }
  const isPlain = (x: string) => `(${names.map((name) => `${x} === ${literal(name)}`).join(' || ')})`;
  return { isPlain, text: (x) => x, ...quotes };
}
