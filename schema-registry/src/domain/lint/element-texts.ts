import { print } from 'graphql';
import type { SchemaElement } from './schema-elements.ts';

/** By coordinate, what a schema says of its elements. */
export type ElementTexts = ReadonlyMap<string, ReadonlySet<string>>;

/** What a schema says of its elements, to be held against what another one says. */
export function textsOf(elements: readonly SchemaElement[]): ElementTexts {
  const texts = new Map<string, Set<string>>();
  for (const element of elements) {
    const known = texts.get(element.coordinate) ?? new Set();
    texts.set(element.coordinate, known.add(ownText(element)));
  }
  return texts;
}

/** Whether a schema says something of an element that the other one does not say. */
export function isNew(element: SchemaElement, base: ElementTexts): boolean {
  // Nobody wrote down a schema that a rule only misses something of.
  if (element.kind === 'schema' && !element.node.kind.startsWith('Schema')) return false;
  return !base.get(element.coordinate)?.has(ownText(element));
}

/** Its members are elements by themselves. */
function ownText({ node }: SchemaElement): string {
  switch (node.kind) {
    case 'ObjectTypeDefinition':
    case 'ObjectTypeExtension':
    case 'InterfaceTypeDefinition':
    case 'InterfaceTypeExtension':
    case 'InputObjectTypeDefinition':
    case 'InputObjectTypeExtension':
      return print({ ...node, fields: [] });
    case 'EnumTypeDefinition':
    case 'EnumTypeExtension':
      return print({ ...node, values: [] });
    case 'FieldDefinition':
    case 'DirectiveDefinition':
      return print({ ...node, arguments: [] });
    default:
      return print(node);
  }
}
