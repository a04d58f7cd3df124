import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type FieldDefinitionNode,
  Kind,
} from 'graphql';
import { type Composite, isComposite } from './composite.ts';
import { type ComputedInput, directiveText, findComputedInputs } from './computed-inputs.ts';
import { readFieldSet } from './field-set.ts';
import { external, type Liken, likenDefinition, likenDirectives } from './liken.ts';
import { joinField } from './rewrite-field-sets.ts';

/** A supergraph with subgraphs that only the planner knows, and what these are called in truth. */
export type Secluded = { readonly document: DocumentNode; readonly realNames: ReadonlyMap<string, string> };

/** Each costs the planner another subgraph; no honest supergraph has as many. What is beyond stays where it is. */
const maxSecluded = 40;

/**
 * When inputs of `@requires` are computed themselves, the stock planner may put the fetch of such an input into one that
 * asks the same subgraph earlier, before the input's own inputs are known. Here each of these fields is alone in a
 * subgraph of its own, a likeness of the one it is in, so that there is no such fetch. Plans then have the names changed
 * back.
 */
export function secludeInputs(document: DocumentNode): Secluded {
  const realNames = new Map<string, string>();
  let secluded = document;
  for (const [nth, input] of findComputedInputs(document).slice(0, maxSecluded).entries()) {
    const real = graphName(document, input.graph);
    if (real === undefined) continue;
    const name = `${real}#${nth}`;
    realNames.set(name, real);
    secluded = seclude(secluded, input, { graph: input.graph, likeness: `Q${nth}_${input.graph}` }, name);
  }
  return { document: secluded, realNames };
}

function graphName(document: DocumentNode, graph: string): string | undefined {
  const value = document.definitions.find(isGraphs)?.values?.find(({ name }) => name.value === graph);
  return value?.directives?.map((each) => directiveText(each, 'name')).find((name) => name !== undefined);
}

function isGraphs(definition: DefinitionNode): definition is EnumTypeDefinitionNode {
  return definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'join__Graph';
}

function seclude(document: DocumentNode, input: ComputedInput, liken: Liken, name: string): DocumentNode {
  const roots = rootNames(document);
  const definitions = document.definitions.map((definition): DefinitionNode => {
    if (isGraphs(definition)) return withGraph(definition, liken.likeness, name);
    if (!isComposite(definition)) return likenDefinition(definition, liken);
    const typeName = definition.name.value;
    if (typeName === roots.get('query')) {
      return { ...definition, directives: likenDirectives(definition.directives, liken) };
    }
    if ([...roots.values()].includes(typeName)) return definition;
    return typeName === input.typeName ? secludeIn(definition, input, liken) : likenDefinition(definition, liken);
  });
  return { ...document, definitions };
}

/** Of the type itself the likeness gives the keys and the one field; all else of it is external there. */
function secludeIn(type: Composite, { graph, fieldName }: ComputedInput, liken: Liken): Composite {
  const keys = new Set(
    type.directives
      ?.filter((each) => directiveText(each, 'graph') === graph)
      .flatMap((each) => topNames(directiveText(each, 'key'))),
  );
  // The subgraph itself still names it, in what other fields require.
  const move = (each: ConstDirectiveNode) =>
    isOf(each, graph) ? [external(each), ...likenDirectives([each], liken).slice(1)] : [each];
  const secludeField = (field: FieldDefinitionNode): FieldDefinitionNode => {
    const { directives = [] } = field;
    if (field.name.value === fieldName) return { ...field, directives: directives.flatMap(move) };
    if (keys.has(field.name.value)) return { ...field, directives: likenDirectives(directives, liken) };
    return { ...field, directives: likenDirectives(directives, liken, () => false) };
  };
  const fields = (type.fields ?? []).map(secludeField);
  return { ...type, directives: likenDirectives(type.directives, liken), fields };
}

function isOf(directive: ConstDirectiveNode, graph: string): boolean {
  return directive.name.value === joinField && directiveText(directive, 'graph') === graph;
}

function topNames(key: string | undefined): readonly string[] {
  if (key === undefined) return [];
  return readFieldSet(key).selections.flatMap((node) => (node.kind === Kind.FIELD ? [node.name.value] : []));
}

/** Adds a subgraph to the list of them. */
function withGraph(graphs: EnumTypeDefinitionNode, graph: string, name: string): EnumTypeDefinitionNode {
  const argument = (key: string, text: string) => ({
    kind: Kind.ARGUMENT as const,
    name: { kind: Kind.NAME as const, value: key },
    value: { kind: Kind.STRING as const, value: text },
  });
  const directive: ConstDirectiveNode = {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: 'join__graph' },
    arguments: [argument('name', name), argument('url', '')],
  };
  const value = {
    kind: Kind.ENUM_VALUE_DEFINITION as const,
    name: { kind: Kind.NAME as const, value: graph },
    directives: [directive],
  };
  return { ...graphs, values: [...(graphs.values ?? []), value] };
}

/** The types of the roots by the kind of operation. */
function rootNames(document: DocumentNode): ReadonlyMap<string, string> {
  const schemas = document.definitions.filter((each) => each.kind === Kind.SCHEMA_DEFINITION);
  return new Map(
    schemas.flatMap(({ operationTypes }) => operationTypes.map((each) => [each.operation, each.type.name.value])),
  );
}
