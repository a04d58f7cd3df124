import { print, type TypeNode } from 'graphql';
import type { Complaint, LintRule } from '../lint-rule.ts';
import type { SchemaElement } from '../schema-elements.ts';

/** Lists that go on are connections, by the cursor specification that clients' caches know. */
export const pagination: LintRule = {
  name: 'PAGINATION_SHAPE',
  level: 'WARNING',
  check: ({ elements }) => {
    const members = Map.groupBy(elements, ({ owner }) => owner?.coordinate ?? null);
    return elements.flatMap((element) => [
      ...connectionComplaints(element, members.get(element.coordinate) ?? []),
      ...fieldComplaints(element, members.get(element.coordinate) ?? []),
    ]);
  },
};

function connectionComplaints(element: SchemaElement, fields: readonly SchemaElement[]): readonly Complaint[] {
  if (element.kind !== 'object' || element.isExtension || !element.name.endsWith('Connection')) return [];
  const typeOf = (name: string) => fields.find((field) => field.name === name)?.type;
  const items = typeOf('edges') ?? typeOf('nodes');
  const pageInfo = typeOf('pageInfo');
  const missing = [
    ...(items && isList(items) ? [] : ['a list of edges or nodes']),
    ...(pageInfo && print(pageInfo) === 'PageInfo!' ? [] : ['pageInfo: PageInfo!']),
  ];
  if (missing.length === 0) return [];
  return [{ element, message: `object ${element.name} is a connection without ${missing.join(' and ')}.` }];
}

function fieldComplaints(element: SchemaElement, given: readonly SchemaElement[]): readonly Complaint[] {
  const { kind, type } = element;
  if (kind !== 'field' || !type || !/^\w*Connection!?$/.test(print(type))) return [];
  const names = new Set(given.map(({ name }) => name));
  const goesOn = (names.has('first') && names.has('after')) || (names.has('last') && names.has('before'));
  if (goesOn) return [];
  const message = `field ${element.coordinate} returns a connection and takes neither first and after nor last and before.`;
  return [{ element, message }];
}

function isList(type: TypeNode): boolean {
  return type.kind === 'NonNullType' ? isList(type.type) : type.kind === 'ListType';
}
