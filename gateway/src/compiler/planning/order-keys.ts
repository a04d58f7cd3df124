import { type ConstDirectiveNode, type DefinitionNode, type DocumentNode, Kind } from 'graphql';
import { type Composite, isComposite } from './composite.ts';

const joinType = 'join__type';

/**
 * To come back to a subgraph after the inputs of `@requires` were fetched elsewhere, the stock planner takes the first
 * key that the subgraph has of the type, resolvable or not. Here resolvable keys come first, and a key that is not
 * resolvable is none for the planner: objects are only referred to by it, nobody can be asked by it.
 * An `@interfaceObject` keeps its keys: it is defined by having one.
 */
export function orderKeys(document: DocumentNode): DocumentNode {
  const isConcerned = (type: DefinitionNode): type is Composite =>
    isComposite(type) && !!type.directives?.some(isUnresolvable);
  if (!document.definitions.some(isConcerned)) return document;
  const definitions = document.definitions.map((type) =>
    isConcerned(type) ? { ...type, directives: ordered(type.directives ?? []) } : type,
  );
  return { ...document, definitions };
}

function ordered(directives: readonly ConstDirectiveNode[]): readonly ConstDirectiveNode[] {
  const others = directives.filter((node) => !isUnresolvable(node));
  const present = new Set(others.filter(({ name }) => name.value === joinType).map(graphOf));
  const kept = directives.filter(isUnresolvable).flatMap((node) => {
    if (isInterfaceObject(node)) return [node];
    const graph = graphOf(node);
    if (present.has(graph)) return [];
    present.add(graph);
    return [withoutKey(node)];
  });
  return [...others, ...kept];
}

function isUnresolvable(node: ConstDirectiveNode): boolean {
  return node.name.value === joinType && isGiven(node, 'resolvable', false) && !!argumentOf(node, 'key');
}

function isInterfaceObject(node: ConstDirectiveNode): boolean {
  return isGiven(node, 'isInterfaceObject', true);
}

function withoutKey(node: ConstDirectiveNode): ConstDirectiveNode {
  const kept = node.arguments?.filter(({ name }) => !['key', 'resolvable', 'extension'].includes(name.value)) ?? [];
  return { ...node, arguments: kept };
}

function graphOf(node: ConstDirectiveNode): string | undefined {
  const value = argumentOf(node, 'graph');
  return value?.kind === Kind.ENUM ? value.value : undefined;
}

function isGiven(node: ConstDirectiveNode, name: string, expected: boolean): boolean {
  const value = argumentOf(node, name);
  return value?.kind === Kind.BOOLEAN && value.value === expected;
}

function argumentOf(node: ConstDirectiveNode, name: string) {
  return node.arguments?.find((each) => each.name.value === name)?.value;
}
