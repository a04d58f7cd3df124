import {
  type ASTNode,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  isTypeDefinitionNode,
  isTypeExtensionNode,
  type TypeDefinitionNode,
  type TypeExtensionNode,
  type TypeNode,
} from 'graphql';

/** What an element of a schema is. */
export type ElementKind =
  | 'schema'
  | 'operation'
  | 'scalar'
  | 'object'
  | 'interface'
  | 'union'
  | 'enum'
  | 'input object'
  | 'field'
  | 'input field'
  | 'argument'
  | 'enum value'
  | 'directive';

/** Something that a schema defines, or extends. */
export type SchemaElement = {
  readonly kind: ElementKind;
  readonly name: string;
  readonly coordinate: string;
  /** All of it. */
  readonly node: DefinitionNode | FieldDefinitionNode | InputValueDefinitionNode | EnumValueDefinitionNode;
  /** Where to point at. */
  readonly at: ASTNode;
  readonly isExtension: boolean;
  readonly description: string | null;
  readonly directives: readonly ConstDirectiveNode[];
  /** Of fields and arguments. */
  readonly type: TypeNode | null;
  /** The type of a field or value, the field or directive of an argument. */
  readonly owner: SchemaElement | null;
};

/** What a document defines, in its order. */
export function elementsOf({ definitions }: DocumentNode): readonly SchemaElement[] {
  return definitions.flatMap(ofDefinition);
}

function ofDefinition(node: DefinitionNode): readonly SchemaElement[] {
  if (isTypeDefinitionNode(node) || isTypeExtensionNode(node)) return ofType(node);
  if (node.kind === 'DirectiveDefinition') {
    const directive = element('directive', node, `@${node.name.value}`, null);
    return [directive, ...ofArguments(node.arguments, directive)];
  }
  const isSchema = node.kind === 'SchemaDefinition' || node.kind === 'SchemaExtension';
  const kind = isSchema ? 'schema' : 'operation';
  const name = 'name' in node && node.name ? node.name.value : '';
  return [
    {
      kind,
      name,
      coordinate: isSchema ? 'schema' : name,
      node,
      at: 'name' in node && node.name ? node.name : node,
      isExtension: node.kind === 'SchemaExtension',
      description: null,
      directives: isSchema ? (node.directives ?? []) : [],
      type: null,
      owner: null,
    },
  ];
}

type Named = TypeDefinitionNode | TypeExtensionNode;
type Member = FieldDefinitionNode | InputValueDefinitionNode | EnumValueDefinitionNode;

const kinds: Readonly<Record<string, ElementKind>> = {
  Scalar: 'scalar',
  Object: 'object',
  Interface: 'interface',
  Union: 'union',
  Enum: 'enum',
  InputObject: 'input object',
};

function ofType(node: Named): readonly SchemaElement[] {
  const kind = kinds[node.kind.replace(/Type(Definition|Extension)$/, '')] ?? 'scalar';
  const type = element(kind, node, node.name.value, null);
  const members = 'fields' in node ? node.fields : 'values' in node ? node.values : [];
  return [type, ...(members ?? []).flatMap((member) => ofMember(member, type))];
}

const memberKinds = {
  FieldDefinition: 'field',
  InputValueDefinition: 'input field',
  EnumValueDefinition: 'enum value',
} as const;

function ofMember(node: Member, owner: SchemaElement): readonly SchemaElement[] {
  const member = element(memberKinds[node.kind], node, `${owner.coordinate}.${node.name.value}`, owner);
  return 'arguments' in node ? [member, ...ofArguments(node.arguments, member)] : [member];
}

function ofArguments(nodes: readonly InputValueDefinitionNode[] | undefined, owner: SchemaElement) {
  return (nodes ?? []).map((node) => element('argument', node, `${owner.coordinate}(${node.name.value}:)`, owner));
}

function element(
  kind: ElementKind,
  node: Named | Member | Extract<DefinitionNode, { kind: 'DirectiveDefinition' }>,
  coordinate: string,
  owner: SchemaElement | null,
): SchemaElement {
  return {
    kind,
    name: node.name.value,
    coordinate,
    node,
    at: node.name,
    isExtension: node.kind.endsWith('Extension'),
    description: ('description' in node && node.description?.value) || null,
    directives: 'directives' in node ? (node.directives ?? []) : [],
    type: 'type' in node ? node.type : null,
    owner,
  };
}
