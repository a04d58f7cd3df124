import type { GraphQLArgument } from 'graphql';
import { checkTemplate } from './check-reference.ts';
import type { Condition, Constant, Template } from './declaration.ts';
import { readEventPath } from './event-path.ts';
import { isList, isObject, type Plain } from './plain.ts';
import { readTemplate } from './template.ts';

type Report = (fault: string) => void;

/** What a filter may cost at most: each event is held against it, for each group of subscriptions. */
export const filterBounds = { depth: 8, conditions: 64, values: 1_000 };

/**
 * Reads a filter: an object with one of `AND`, `OR`, `NOT`, `IN`. Undefined, after `report` was told of everything that is
 * wrong with it, unless it can be used.
 */
export function readFilter(value: Plain, args: readonly GraphQLArgument[], report: Report): Condition | undefined {
  let deepest = 0;
  let conditions = 0;
  let values = 0;
  let faults = 0;
  const fail = (fault: string) => {
    faults += 1;
    report(fault);
    return undefined;
  };

  const readEach = (list: Plain | undefined, kind: 'and' | 'or', depth: number): Condition | undefined => {
    if (!isList(list) || list.length === 0) return fail(`${kind.toUpperCase()} needs a list of conditions`);
    return { kind, conditions: list.flatMap((each) => read(each, depth + 1) ?? []) };
  };
  const readIn = (given: Plain | undefined): Condition | undefined => {
    const { field, values: list, ...others } = isObject(given) ? given : {};
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) fail(`IN has no ${unknown}`);
    const path = readEventPath(field ?? null, fail);
    if (!isList(list) || list.length === 0) return fail('IN needs a list of values');
    values += list.length;
    if (values > filterBounds.values) return undefined;
    const read = list.map((each) => readValue(each, args, fail));
    const constants = read.flatMap((each) => (each && 'constant' in each ? [each.constant] : []));
    const templates = read.flatMap((each) => (each && 'template' in each ? [each.template] : []));
    return path && { kind: 'in', path, constants, templates };
  };
  const read = (given: Plain | undefined, depth: number): Condition | undefined => {
    conditions += 1;
    deepest = Math.max(deepest, depth);
    if (depth > filterBounds.depth || conditions > filterBounds.conditions) return undefined;
    const operators = isObject(given) ? Object.entries(given) : [];
    const [[operator, operand] = []] = operators;
    if (operators.length !== 1) return fail('a condition has one of AND, OR, NOT, IN');
    if (operator === 'AND') return readEach(operand, 'and', depth);
    if (operator === 'OR') return readEach(operand, 'or', depth);
    if (operator === 'IN') return readIn(operand);
    if (operator !== 'NOT') return fail(`a condition has one of AND, OR, NOT, IN, not ${operator}`);
    const condition = read(operand, depth + 1);
    return condition && { kind: 'not', condition };
  };

  const filter = read(value, 1);
  if (deepest > filterBounds.depth) fail(`the filter is nested deeper than ${filterBounds.depth} conditions`);
  if (conditions > filterBounds.conditions) fail(`the filter has more than ${filterBounds.conditions} conditions`);
  if (values > filterBounds.values) fail(`the filter has more than ${filterBounds.values} values`);
  return faults > 0 ? undefined : filter;
}

type Value = { readonly constant: Constant } | { readonly template: Template };

function readValue(value: Plain, args: readonly GraphQLArgument[], report: Report): Value | undefined {
  if (isList(value) || isObject(value)) {
    report('a value is a text, a number, true, false or null');
    return undefined;
  }
  if (typeof value !== 'string') return { constant: value };
  const template = readTemplate(value, report);
  checkTemplate(template, args, 'lists too', report);
  const [only] = template;
  return template.length === 1 && typeof only === 'string' ? { constant: only } : { template };
}
