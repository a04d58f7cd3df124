import { literal } from '../literal.ts';

/** What is written before a value: text that is known, after the separator in `s` when that is known only at run time. */
export type Lead = { readonly separated: boolean; readonly text: string };

/** The expression of a lead and of more text after it. */
export function spell({ separated, text }: Lead, more = ''): string {
  const known = text + more;
  if (separated) return known === '' ? 's' : `s + ${literal(known)}`;
  return literal(known);
}

/** Gathers statements that append the fields of one object to `t`. */
export type Pen = {
  /** Writes a field whose value is always the same text. */
  fixed(key: string, value: string): void;
  /** Writes a field by the statements that `write` makes for a lead. */
  field(key: string, write: (lead: Lead) => string): void;
  /** Writes a field only if `guard` holds. */
  guarded(guard: string, key: string, write: (lead: Lead) => string): void;
  /** The statements of a function that returns the object's text. */
  body(): string;
};

/** Known text beyond this is appended by itself: every branch that writes a value repeats its lead. */
const maxLead = 80;

/** Makes a pen for one object. */
export function createPen(): Pen {
  const statements: string[] = [];
  let known = '{';
  // Whether a field is surely written before the next, surely none is, or that shows only at run time.
  let before: 'some' | 'none' | 'maybe' = 'none';
  const flush = () => {
    if (known !== '') statements.push(`t += ${literal(known)};`);
    known = '';
  };
  const lead = (key: string): Lead => {
    if (known.length > maxLead) flush();
    const text = `${before === 'some' ? `${known},` : known}${JSON.stringify(key)}:`;
    const made = { separated: before === 'maybe', text };
    known = '';
    before = 'some';
    return made;
  };
  return {
    fixed(key, value) {
      const { separated, text } = lead(key);
      if (separated) statements.push(`t += s + ${literal(text + value)};`);
      else known = text + value;
    },
    field: (key, write) => void statements.push(write(lead(key))),
    guarded(guard, key, write) {
      flush();
      if (before === 'none') statements.push(`let s = '';`);
      const text = `${before === 'some' ? ',' : ''}${JSON.stringify(key)}:`;
      const written = write({ separated: before !== 'some', text });
      before = before === 'some' ? 'some' : 'maybe';
      statements.push(`if (${guard}) {`, written, ...(before === 'maybe' ? [`s = ',';`] : []), '}');
    },
    body: () => [`let t = '';`, ...statements, `return t + ${literal(`${known}}`)};`].join('\n'),
  };
}
