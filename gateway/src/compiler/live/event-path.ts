import type { EventPath } from './declaration.ts';

/** The attributes of an event that paths may name (CloudEvents, and the house's extensions). */
const attributes = new Set(['id', 'type', 'source', 'subject', 'tenant', 'aggregateVersion', 'time']);
const maxSteps = 8;
const maxCharacters = 200;

/**
 * Reads where an event has a value: an attribute (`subject`), or a place within its data (`data.invoiceId`). Undefined,
 * after `report` was told, when it is malformed.
 */
export function readEventPath(text: unknown, report: (fault: string) => void): EventPath | undefined {
  const steps = typeof text === 'string' && text.length <= maxCharacters ? text.split('.') : [];
  const [first = '', ...rest] = steps;
  const isWithinData = first === 'data' && rest.length > 0 && steps.length <= maxSteps && rest.every(isStep);
  if (isWithinData || (rest.length === 0 && attributes.has(first))) return steps;
  const shown = JSON.stringify(text)?.slice(0, maxCharacters);
  report(`${shown} is no place in an event: data.<name>…, or one of ${[...attributes].join(', ')}`);
  return undefined;
}

/** A name as JSON objects have them, without what separates steps. */
function isStep(text: string): boolean {
  return /^[\w$@-]+$/.test(text);
}
