import { literal } from '../literal.ts';
import { type Lead, spell, written } from './lead.ts';
import type { Leaf } from './leaf.ts';

/** Gathers statements that append the fields of one object to `t`. Keys are what the client called the fields. */
export type Pen = {
  /** Writes a field whose value is always the same text. */
  fixed(key: string, value: string): void;
  /** Writes a leaf that the expression `read` gives. */
  leaf(key: string, read: string, leaf: Leaf): void;
  /** Writes a field by the statements that `write` makes for a lead. */
  field(key: string, write: (lead: Lead) => string): void;
  /** Writes a field so only if `guard` holds. */
  guarded(guard: string, key: string, write: (lead: Lead) => string): void;
  /** The statements of a function that returns the object's text. */
  body(): string;
};

type Run = { readonly lead: Lead; readonly read: string; readonly leaf: Leaf }[];

/** Known text beyond this is appended by itself: every branch that writes a value repeats what is around it. */
const maxKnown = 200;

/** Leaves that are written by one expression. */
const maxRun = 12;

/**
 * Makes a pen for one object. Leaves next to each other are written by one expression if all of them are plain, which
 * most are, and one by one otherwise: joining few long pieces of text is cheaper than joining many short ones.
 */
export function createPen(): Pen {
  const statements: string[] = [];
  let run: Run = [];
  // Text that comes after the run.
  let known = '{';
  // Whether a field is surely written before the next, surely none is, or that shows only at run time.
  let before: 'some' | 'none' | 'maybe' = 'none';
  const settle = () => {
    const after = known.length > maxKnown ? '' : known;
    if (run.length > 0) statements.push(runStatements(run, after));
    else if (after !== '') statements.push(`t += ${literal(after)};`);
    if (known !== after) statements.push(`t += ${literal(known)};`);
    run = [];
    known = '';
  };
  const leadTo = (key: string): Lead => {
    if (known.length > maxKnown || run.length === maxRun) settle();
    const text = `${before === 'some' ? `${known},` : known}${JSON.stringify(key)}:`;
    const lead = { separated: before === 'maybe', text };
    known = '';
    before = 'some';
    return lead;
  };
  return {
    fixed(key, value) {
      const { separated, text } = leadTo(key);
      if (separated) statements.push(`t += s + ${literal(text + value)};`);
      else known = text + value;
    },
    leaf(key, read, leaf) {
      // First, for it may begin another run.
      const lead = leadTo(key);
      run.push({ lead, read, leaf });
    },
    field(key, write) {
      const lead = leadTo(key);
      if (lead.separated) {
        statements.push(write(lead));
        return;
      }
      known = lead.text;
      settle();
      statements.push(write(written));
    },
    guarded(guard, key, write) {
      settle();
      if (before === 'none') statements.push(`let s = '';`);
      const text = `${before === 'some' ? ',' : ''}${JSON.stringify(key)}:`;
      const inside = write({ separated: before !== 'some', text });
      before = before === 'some' ? 'some' : 'maybe';
      statements.push(`if (${guard}) {`, inside, ...(before === 'maybe' ? [`s = ',';`] : []), '}');
    },
    body() {
      known += '}';
      settle();
      return [`let t = '';`, ...statements, 'return t;'].join('\n');
    },
  };
}

function runStatements(run: Run, after: string): string {
  const [first] = run;
  if (first && run.length === 1) return `{ let x = ${first.read};\n${first.leaf.complete(first.lead, after)} }`;
  const variables = run.map(({ read }, index) => `a${index} = ${read}`).join(', ');
  const plain = run.map(({ leaf }, index) => leaf.isPlain(`a${index}`)).join(' && ');
  const singly = run.map(
    ({ lead, leaf }, index) => `x = a${index};\n${leaf.complete(lead, afterOf(run, index, after))}`,
  );
  return `{ const ${variables};
if (${plain}) t += ${wholeOf(run, after)};
else { let x;
${singly.join('\n')} } }`;
}

/** The text of all of a run's values, known texts joined. */
function wholeOf(run: Run, after: string): string {
  const parts = run.map(({ lead, leaf }, index) => {
    const ended = index === 0 ? '' : (run[index - 1]?.leaf.after ?? '');
    return spell({ ...lead, text: ended + lead.text }, leaf.before, leaf.text(`a${index}`));
  });
  const last = (run.at(-1)?.leaf.after ?? '') + after;
  return [...parts, ...(last === '' ? [] : [literal(last)])].join(' + ');
}

function afterOf(run: Run, index: number, after: string): string {
  return index === run.length - 1 ? after : '';
}
