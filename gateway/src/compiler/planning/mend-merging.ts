import {
  federationMetadata,
  MapWithCachedArrays,
  type OperationPath,
  type SelectionSet,
} from '@apollo/federation-internals';

const mended = Symbol('merges only what can be asked at once');

/** A fetch of a plan that is being made, of the library's own class. */
type Group = {
  readonly dependencyGraph: Graph;
  /** None in what needs no input. */
  readonly subgraphAndMergeAtKey: string | undefined;
  readonly inputs: Inputs | undefined;
  readonly selection: SelectionSet;
  children(): readonly Group[];
  parents(): readonly Relation[];
  parentRelation(parent: Group): Relation | undefined;
  removeChild(child: Group): void;
  addParent(parent: Relation): void;
  mergeInWithAllDependencies(other: Group): void;
} & Merging;
type Merging = { canMergeChildIn(child: Group): boolean; canMergeGrandChildIn(grandChild: Group): boolean };
type Inputs = { contains(other: unknown): boolean; equals(other: unknown): boolean };
/** `path`: where the child is in what the parent asks for. */
type Relation = { readonly group: Group; readonly path?: OperationPath };
type Graph = { readonly groups: readonly Group[]; isReduced: boolean; reduce(): void } & Reducing;
type Reducing = { reduceAndOptimize(): void; dfsRemoveRedundantEdges(from: Group): void };

/**
 * Of fetches from one subgraph the stock planner makes one where it can, and sometimes where it cannot:
 *
 * - A fetch of computed fields that waits for another one of the same subgraph goes into that without its inputs.
 * - Of two with the same inputs, the earlier one goes into the one that waits for it: a circle, at which it breaks off.
 *   Here the later one goes into the earlier, which has all the inputs that it needs; what waits for the later one waits
 *   for the same as before.
 *
 * The classes are not exported; the first fetch of the first plan gives them away. Changes the library, once however
 * often it is called.
 */
export function mendMerging(): void {
  const { prototype } = MapWithCachedArrays;
  if (mended in prototype) return;
  const { set } = prototype;
  Object.assign(prototype, {
    [mended]: true,
    set(this: MapWithCachedArrays<unknown, unknown>, key: unknown, value: unknown) {
      if (isGroup(value)) {
        prototype.set = set;
        mendGroups(value);
      }
      return set.call(this, key, value);
    },
  });
}

function isGroup(value: unknown): value is Group {
  return typeof value === 'object' && value !== null && 'dependencyGraph' in value;
}

function mendGroups(one: Group): void {
  Object.assign(Object.getPrototypeOf(one.dependencyGraph), { mergeFetchesToSameSubgraphAndSameInputs });
  keepPaths(Object.getPrototypeOf(one.dependencyGraph));
  const group: Merging = Object.getPrototypeOf(one);
  const { canMergeChildIn, canMergeGrandChildIn } = group;
  Object.assign(group, {
    canMergeChildIn(this: Group, child: Group): boolean {
      return canMergeChildIn.call(this, child) && hasInputsOf(this, child, child.parentRelation(this)?.path);
    },
    canMergeGrandChildIn(this: Group, grandChild: Group): boolean {
      if (!canMergeGrandChildIn.call(this, grandChild)) return false;
      const [parent] = grandChild.parents();
      const path = parent?.group.parentRelation(this)?.path;
      return hasInputsOf(this, grandChild, path && parent?.path && [...path, ...parent.path]);
    },
  } satisfies Merging);
}

/** While a plan is still made, leaves each fetch one at least of those it waits for by which its place is known. */
function keepPaths(graph: Reducing): void {
  const { reduceAndOptimize, dfsRemoveRedundantEdges } = graph;
  const optimized = new WeakSet<Reducing>();
  Object.assign(graph, {
    reduceAndOptimize(this: Graph): void {
      optimized.add(this);
      this.isReduced = false;
      reduceAndOptimize.call(this);
      optimized.delete(this);
    },
    dfsRemoveRedundantEdges(this: Graph, from: Group): void {
      if (optimized.has(this)) dfsRemoveRedundantEdges.call(this, from);
      else for (const group of behind(from.children().flatMap((child) => child.children()))) removeEdge(from, group);
    },
  } satisfies Reducing);
}

function removeEdge(from: Group, to: Group): void {
  const isOnlyPath = to.parents().every(({ group, path }) => (group === from) === (path !== undefined));
  if (!isOnlyPath) from.removeChild(to);
}

/** Whether what a fetch computes could be computed in another one, in which it would be at the path. */
function hasInputsOf(other: Group, one: Group, path: OperationPath = []): boolean {
  if (!computes(one.selection)) return true;
  return path.every(({ kind }) => kind === 'FragmentElement') && (other.inputs?.contains(one.inputs) ?? false);
}

/** Whether there is a field in it, of the object itself, that requires inputs. */
function computes(set: SelectionSet): boolean {
  return set.selections().some((selection) => {
    if (selection.kind === 'FragmentSelection') return computes(selection.selectionSet);
    const { definition } = selection.element;
    const metadata = federationMetadata(definition.schema());
    return metadata ? definition.hasAppliedDirective(metadata.requiresDirective()) : false;
  });
}

function mergeFetchesToSameSubgraphAndSameInputs(this: Graph): void {
  const byPlace = Map.groupBy(
    this.groups.filter(({ inputs }) => inputs),
    ({ subgraphAndMergeAtKey }) => subgraphAndMergeAtKey,
  );
  for (const groups of byPlace.values()) mergeEqual(groups);
  this.reduce();
}

function mergeEqual(groups: readonly Group[]): void {
  const kept: Group[] = [];
  for (const group of groups) {
    const at = kept.findIndex(({ inputs }) => inputs?.equals(group.inputs));
    const same = kept[at];
    if (!same) kept.push(group);
    else kept[at] = isBehind(same, group) ? mergeInto(group, same) : mergeInto(same, group);
  }
}

function mergeInto(earlier: Group, later: Group): Group {
  // What it waits for behind the earlier one goes with it, while what waits for it may need that.
  for (const { group: parent } of later.parents()) {
    if (isBehind(parent, earlier)) for (const child of later.children()) child.addParent({ group: parent });
  }
  // It would be its own parent else.
  earlier.removeChild(later);
  earlier.mergeInWithAllDependencies(later);
  return earlier;
}

/** Whether one waits for the other, however far behind. */
function isBehind(one: Group, other: Group): boolean {
  return behind(other.children()).has(one);
}

/** Some fetches and all that wait for one of them. */
function behind(some: readonly Group[]): ReadonlySet<Group> {
  const found = new Set<Group>();
  const waiting = [...some];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    waiting.push(...next.children());
  }
  return found;
}
