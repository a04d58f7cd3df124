import { buildSubgraph } from '@apollo/federation-internals';
import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type InterfaceTypeDefinitionNode,
  type InterfaceTypeExtensionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
} from 'graphql';

/** What a subgraph's own SDL says of one of its object types or interfaces. */
export type PartFacts = {
  readonly keys: { readonly fields: SelectionSetNode; readonly resolvable: boolean }[];
  readonly external: Set<string>;
  readonly requires: Map<string, SelectionSetNode>;
  readonly provides: Map<string, SelectionSetNode>;
  /** Fields taken from another subgraph. */
  readonly overrides: Map<string, { readonly from: string; readonly label: string | undefined }>;
  isInterfaceObject: boolean;
};

export type SubgraphFacts = {
  readonly name: string;
  readonly schema: GraphQLSchema;
  readonly parts: ReadonlyMap<string, PartFacts>;
};

type TypeNode =
  | ObjectTypeDefinitionNode
  | ObjectTypeExtensionNode
  | InterfaceTypeDefinitionNode
  | InterfaceTypeExtensionNode;

const kinds: readonly string[] = [
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.OBJECT_TYPE_EXTENSION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_EXTENSION,
];

/** Reads a subgraph's SDL. Errors: whatever federation finds wrong with it. */
export function readSubgraph(name: string, sdl: string): SubgraphFacts {
  const document = parse(sdl);
  const schema = buildSubgraph(name, '', document).schema.toGraphQLJSSchema();
  return { name, schema, parts: readParts(document) };
}

function readParts(document: DocumentNode): ReadonlyMap<string, PartFacts> {
  const parts = new Map<string, PartFacts>();
  for (const definition of document.definitions) {
    if (!kinds.includes(definition.kind)) continue;
    // The kinds are those of the union.
    const node = definition as TypeNode;
    const part = parts.get(node.name.value) ?? emptyPart();
    parts.set(node.name.value, part);
    readPart(part, node);
  }
  return parts;
}

function emptyPart(): PartFacts {
  return {
    keys: [],
    external: new Set(),
    requires: new Map(),
    provides: new Map(),
    overrides: new Map(),
    isInterfaceObject: false,
  };
}

function readPart(part: PartFacts, node: TypeNode): void {
  for (const directive of node.directives ?? []) {
    if (directive.name.value === 'key') {
      const resolvable = argument(directive, 'resolvable') !== 'false';
      part.keys.push({ fields: fieldSet(argument(directive, 'fields') ?? ''), resolvable });
    }
    if (directive.name.value === 'interfaceObject') part.isInterfaceObject = true;
  }
  const isExternal = node.directives?.some(({ name }) => name.value === 'external') ?? false;
  for (const field of node.fields ?? []) {
    if (isExternal) part.external.add(field.name.value);
    readField(part, field);
  }
}

function readField(part: PartFacts, { name: { value: name }, directives }: FieldDefinitionNode): void {
  for (const directive of directives ?? []) {
    const fields = argument(directive, 'fields') ?? '';
    if (directive.name.value === 'external') part.external.add(name);
    if (directive.name.value === 'requires') part.requires.set(name, fieldSet(fields));
    if (directive.name.value === 'provides') part.provides.set(name, fieldSet(fields));
    if (directive.name.value === 'override') {
      part.overrides.set(name, { from: argument(directive, 'from') ?? '', label: argument(directive, 'label') });
    }
  }
}

function argument(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((one) => one.name.value === name)?.value;
  if (value?.kind === Kind.STRING) return value.value;
  return value?.kind === Kind.BOOLEAN ? String(value.value) : undefined;
}

function fieldSet(text: string): SelectionSetNode {
  // One anonymous operation is what the text is.
  return (parse(`{${text}}`).definitions[0] as OperationDefinitionNode).selectionSet;
}
