import type { Condition, Template } from '../../compiler/live/declaration.ts';
import { eventValue, type Told } from './event-value.ts';
import { type Fill, textOf } from './fill.ts';

export type Test = (event: Told) => boolean;

/**
 * Makes the filter of one subscription. A condition that names an argument which was not given is left out, as if it had
 * not been written; with nothing left everything matches. What is asked of an event is bounded by what the filter has
 * conditions, and each costs what the value in the event is long.
 */
export function createMatcher(condition: Condition | undefined, fill: Fill): Test {
  return (condition && toTest(condition, fill)) ?? (() => true);
}

function toTest(condition: Condition, fill: Fill): Test | undefined {
  if (condition.kind === 'in') return toMembership(condition, fill);
  if (condition.kind === 'not') {
    const test = toTest(condition.condition, fill);
    return test && ((event) => !test(event));
  }
  const tests = condition.conditions.flatMap((each) => toTest(each, fill) ?? []);
  if (tests.length <= 1) return tests[0];
  return condition.kind === 'and'
    ? (event) => tests.every((test) => test(event))
    : (event) => tests.some((test) => test(event));
}

/** A value that is missing is null. Of a list it is enough that one of its items is among the values. */
function toMembership({ path, constants, templates }: Extract<Condition, { kind: 'in' }>, fill: Fill) {
  const filled = fillAll(templates, fill);
  if (!filled) return undefined;
  const texts = new Set<string>();
  let hasNull = false;
  for (const value of [...constants, ...filled]) {
    const text = textOf(value);
    if (text !== undefined) texts.add(text);
    hasNull ||= value === null;
  }
  const isIn = (value: unknown): boolean => {
    const text = textOf(value);
    return text === undefined ? hasNull && (value === null || value === undefined) : texts.has(text);
  };
  return (event: Told): boolean => {
    const value = eventValue(event, path);
    return Array.isArray(value) ? value.some(isIn) : isIn(value);
  };
}

function fillAll(templates: readonly Template[], fill: Fill): readonly unknown[] | undefined {
  const filled: unknown[] = [];
  for (const template of templates) {
    const values = fill(template);
    if (!values) return undefined;
    for (const value of values) filled.push(value);
  }
  return filled;
}
