import type { Reference, Template } from './declaration.ts';

const opening = '{{';
const closing = '}}';

/**
 * Reads a text with places in it: `orders-{{ args.region }}`. `report` is told of what cannot be read; what is left out
 * then makes no difference.
 */
export function readTemplate(text: string, report: (fault: string) => void): Template {
  const parts: (string | Reference)[] = [];
  let at = 0;
  for (let open = text.indexOf(opening); open >= 0; open = text.indexOf(opening, at)) {
    const close = text.indexOf(closing, open);
    if (close < 0) {
      report(`"${text}" opens {{ and does not close it`);
      return parts;
    }
    if (open > at) parts.push(text.slice(at, open));
    const reference = readReference(text.slice(open + opening.length, close));
    if (reference) parts.push(reference);
    else report(`"${text}" is to name {{ args.<argument> }} or {{ caller.<attribute> }}`);
    at = close + closing.length;
  }
  if (at < text.length || parts.length === 0) parts.push(text.slice(at));
  return parts;
}

function readReference(inner: string): Reference | undefined {
  const [of, ...path] = inner.trim().split('.');
  const known = of === 'args' || of === 'caller' ? of : undefined;
  return known && path.length > 0 && path.every(isName) ? { of: known, path } : undefined;
}

/** Whether it can be a name in GraphQL. */
function isName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text);
}

export function referencesIn(template: Template): readonly Reference[] {
  return template.filter((part): part is Reference => typeof part !== 'string');
}
