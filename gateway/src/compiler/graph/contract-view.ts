import {
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  isSpecifiedScalarType,
  Kind,
  parse,
  visit,
} from 'graphql';
import { hideDependents } from './contract-closure.ts';
import { elementOf } from './contract-elements.ts';
import { type Contract, hiddenByTags } from './contract-filter.ts';
import { hideUnreachable } from './contract-reach.ts';
import { nameInSchema, readLinks } from './links.ts';

/**
 * The supergraph in which everything outside of a contract is `@inaccessible`: clients do not see it, plans use it all
 * the same, as keys and requirements do. `schema` is what `document` says.
 * Errors: an Error when nothing is left for clients to ask for.
 */
export function contractView(document: DocumentNode, schema: GraphQLSchema, contract: Contract): DocumentNode {
  if (contract.include.length === 0 && contract.exclude.length === 0) return document;
  const inaccessible = nameInSchema(schema, 'inaccessible', 'inaccessible');
  const types = ownTypesOf(schema).map(elementOf);
  const hidden = hiddenByTags(schema, types, contract, { tag: nameInSchema(schema, 'tag', 'tag'), inaccessible });
  hideDependents(schema, types, hidden);
  if (hidden.has(schema.getQueryType()?.name ?? ''))
    throw new Error('the contract leaves nothing that could be asked for');
  hideUnreachable(schema, types, hidden);
  return mark(inaccessible ? document : linkInaccessible(document, schema), hidden, inaccessible ?? 'inaccessible');
}

/** Without those of GraphQL itself and of the features that the supergraph links. */
function ownTypesOf(schema: GraphQLSchema): readonly GraphQLNamedType[] {
  const links = readLinks(schema);
  const prefixes = ['__', ...links.map(({ prefix }) => `${prefix}__`)];
  const imported = new Set(links.flatMap(({ imports }) => [...imports.values()]));
  return Object.values(schema.getTypeMap()).filter(
    (type) =>
      !isSpecifiedScalarType(type) &&
      !imported.has(type.name) &&
      !prefixes.some((prefix) => type.name.startsWith(prefix)),
  );
}

/** Adds the feature to a supergraph that does not use it. */
function linkInaccessible(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  const link = readLinks(schema).find(({ identity }) => /\/(link|core)$/.test(identity));
  const argument = link?.identity.endsWith('/core') ? 'feature' : 'url';
  const locations =
    'FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION';
  const { definitions } = parse(`
    extend schema @${link?.prefix ?? 'link'}(${argument}: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY)
    directive @inaccessible on ${locations}`);
  return { ...document, definitions: [...document.definitions, ...definitions] };
}

type Named = { readonly name: { readonly value: string }; readonly directives?: readonly ConstDirectiveNode[] };

function mark(document: DocumentNode, hidden: ReadonlySet<string>, name: string): DocumentNode {
  const inaccessible: ConstDirectiveNode = { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: name } };
  const path: string[] = [];
  const within = {
    enter: (node: Named) => void path.push(node.name.value),
    leave: <N extends Named>(node: N): N | undefined => {
      const [type = '', member, argument] = path;
      path.pop();
      const coordinate = type + (member ? `.${member}` : '') + (argument ? `(${argument}:)` : '');
      const marked = node.directives?.some((each) => each.name.value === name);
      if (marked || !hidden.has(coordinate)) return undefined;
      return { ...node, directives: [...(node.directives ?? []), inaccessible] };
    },
  };
  return visit(document, {
    DirectiveDefinition: () => false,
    ScalarTypeDefinition: within,
    ObjectTypeDefinition: within,
    InterfaceTypeDefinition: within,
    UnionTypeDefinition: within,
    EnumTypeDefinition: within,
    InputObjectTypeDefinition: within,
    FieldDefinition: within,
    InputValueDefinition: within,
    EnumValueDefinition: within,
  });
}
