import { type ConstDirectiveNode, type GraphQLSchema, isInterfaceType, isObjectType, Kind, visit } from 'graphql';
import type { NormalOperation } from '../emit/emit-input.ts';

/** Tells which labels of progressive overrides (`@override(label:)`) the plan of an operation may depend on. */
export type LabelsOf = (operation: NormalOperation) => readonly string[];

/**
 * Collects the labels of a supergraph by the name of their field. What a field set reads (keys, requirements) may be
 * part of any plan, so its labels count for every operation: rather a plan too many than a wrong one.
 */
export function createLabelsOf(supergraph: GraphQLSchema): LabelsOf {
  const labels = new Map<string, Set<string>>();
  const inFieldSets = new Set<string>();
  for (const directive of joinDirectives(supergraph)) {
    const text = (name: string) => textOf(directive.node, name);
    const label = text('overrideLabel');
    if (label && directive.field) labels.set(directive.field, (labels.get(directive.field) ?? new Set()).add(label));
    for (const set of [text('key'), text('requires'), text('provides')]) {
      for (const name of set?.match(/[_A-Za-z]\w*/g) ?? []) inFieldSets.add(name);
    }
  }
  if (labels.size === 0) return () => [];
  const always = [...inFieldSets].flatMap((name) => [...(labels.get(name) ?? [])]);
  return (operation) => {
    const names = namesOf(operation);
    return [...new Set([...always, ...[...names].flatMap((name) => [...(labels.get(name) ?? [])])])].sort();
  };
}

function namesOf({ node, fragments }: NormalOperation): ReadonlySet<string> {
  const names = new Set<string>();
  for (const part of [node, ...Object.values(fragments)])
    visit(part, { Field: ({ name }) => void names.add(name.value) });
  return names;
}

type Joined = { readonly node: ConstDirectiveNode; readonly field?: string };

function* joinDirectives(supergraph: GraphQLSchema): Generator<Joined> {
  for (const type of Object.values(supergraph.getTypeMap())) {
    for (const node of type.astNode?.directives ?? []) yield { node };
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const { name, astNode } of Object.values(type.getFields())) {
      for (const node of astNode?.directives ?? []) yield { node, field: name };
    }
  }
}

function textOf(node: ConstDirectiveNode, name: string): string | undefined {
  const value = node.arguments?.find((each) => each.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}
