import {
  type ConstDirectiveNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { readLinks } from './links.ts';

/** How long an answer stays good, by the hints of schemas (`@cacheControl(maxAge:, scope:, inheritMaxAge:)`). */
export type CachePolicy = { readonly maxAgeSeconds: number; readonly isPrivate: boolean };

type Fragments = { readonly [name: string]: FragmentDefinitionNode | undefined };
type Hint = { readonly maxAgeSeconds: number | undefined; readonly isPrivate: boolean; readonly inherits: boolean };

const never: CachePolicy = { maxAgeSeconds: 0, isPrivate: false };
const directives = new WeakMap<GraphQLSchema, string | undefined>();

/**
 * The policy of what is selected, as Apollo's cache control defines it: the shortest age that anything selected has. What
 * says nothing stays good no longer than nothing at all, save leaves, which are as good as what holds them.
 * `isRoot`: whether the selection is that of an operation. A graph without hints keeps nothing.
 */
export function cachePolicyOf(
  supergraph: GraphQLSchema,
  set: SelectionSetNode,
  fragments: Fragments,
  typeName: string | undefined,
  isRoot: boolean,
): CachePolicy {
  const name = hintNameOf(supergraph);
  if (name === undefined) return never;
  const hints = { of: (nodes: Nodes) => readHint(nodes, name), supergraph };
  const found = [...hintsWithin(hints, set, fragments, typeName, isRoot)];
  const ages = found.flatMap(({ maxAgeSeconds }) => maxAgeSeconds ?? []);
  const maxAgeSeconds = ages.length > 0 ? Math.min(...ages) : 0;
  return { maxAgeSeconds, isPrivate: found.some(({ isPrivate }) => isPrivate) };
}

type Nodes = readonly ({ readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined)[];
type Hints = { readonly of: (nodes: Nodes) => Hint | undefined; readonly supergraph: GraphQLSchema };

function* hintsWithin(
  hints: Hints,
  set: SelectionSetNode,
  fragments: Fragments,
  typeName: string | undefined,
  isRoot: boolean,
): Generator<Hint> {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      const field = fieldOf(hints.supergraph, typeName, selection.name.value);
      if (!field) continue;
      const type = getNamedType(field.type);
      yield hintOfField(hints, field.astNode, type, isRoot);
      if (selection.selectionSet) yield* hintsWithin(hints, selection.selectionSet, fragments, type.name, false);
      continue;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
    const condition = fragment?.typeCondition?.name.value;
    // Entities are asked for by fragments at the top: what they are is all that is known of them.
    const entity = typeName === undefined && condition ? hints.supergraph.getType(condition) : undefined;
    if (entity) yield hintOfType(hints, entity) ?? { maxAgeSeconds: undefined, isPrivate: false, inherits: true };
    if (fragment) yield* hintsWithin(hints, fragment.selectionSet, fragments, condition ?? typeName, isRoot);
  }
}

function hintOfField(hints: Hints, node: Nodes[number], type: GraphQLNamedType, isRoot: boolean): Hint {
  const own = hints.of([node]);
  const isComposite = isCompositeType(type);
  const given = isComposite ? hintOfType(hints, type) : undefined;
  const isPrivate = !!own?.isPrivate || !!given?.isPrivate;
  const inherits = !!own?.inherits || !!given?.inherits || (!isComposite && !isRoot);
  const maxAgeSeconds = own?.maxAgeSeconds ?? given?.maxAgeSeconds ?? (inherits ? undefined : 0);
  return { maxAgeSeconds, isPrivate, inherits };
}

function hintOfType(hints: Hints, type: GraphQLNamedType): Hint | undefined {
  return hints.of([type.astNode, ...type.extensionASTNodes]);
}

function readHint(nodes: Nodes, name: string): Hint | undefined {
  const node = nodes.flatMap((each) => each?.directives ?? []).find((each) => each.name.value === name);
  if (!node) return undefined;
  const value = (argument: string) => node.arguments?.find((each) => each.name.value === argument)?.value;
  const [age, scope, inherit] = [value('maxAge'), value('scope'), value('inheritMaxAge')];
  return {
    maxAgeSeconds: age?.kind === Kind.INT ? Math.max(0, Number(age.value)) : undefined,
    isPrivate: scope?.kind === Kind.ENUM && scope.value === 'PRIVATE',
    inherits: inherit?.kind === Kind.BOOLEAN && inherit.value,
  };
}

/** What `@cacheControl` is called here: subgraphs compose it as a directive of their own. Undefined when there is none. */
function hintNameOf(supergraph: GraphQLSchema): string | undefined {
  if (directives.has(supergraph)) return directives.get(supergraph);
  const imported = readLinks(supergraph).map(({ imports }) => imports.get('@cacheControl')?.slice(1));
  const name = imported.find((each) => each !== undefined) ?? 'cacheControl';
  const known = supergraph.getDirective(name) ? name : undefined;
  directives.set(supergraph, known);
  return known;
}

function fieldOf(supergraph: GraphQLSchema, typeName: string | undefined, fieldName: string) {
  const type = typeName === undefined ? undefined : supergraph.getType(typeName);
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
}
