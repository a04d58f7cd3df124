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
type Merging = {
  canMergeChildIn(child: Group): boolean;
  canMergeGrandChildIn(grandChild: Group): boolean;
  /** `takesParents`: this group is to wait for what the merged one waits for, unless that waits for this one. */
  mergeInInternal(merged: Group, path: OperationPath, takesParents?: boolean): void;
};
type Inputs = { contains(other: unknown): boolean; equals(other: unknown): boolean };
/** `path`: where the child is in what the parent asks for. */
type Relation = { readonly group: Group; readonly path?: OperationPath };
type Graph = { readonly groups: readonly Group[]; reduce(): void };

/**
 * Of fetches from one subgraph the stock planner makes one where it can, and sometimes where it cannot:
 *
 * - A fetch of computed fields that waits for another one of the same subgraph goes into that without its inputs.
 * - Of two with the same inputs, the earlier one goes into the one that waits for it: a circle, at which it breaks off.
 *   Here the later one goes into the earlier, which has all the inputs that it needs.
 * - What waited for the merged one waits no more for what that waited for.
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
  const group: Merging = Object.getPrototypeOf(one);
  const { canMergeChildIn, canMergeGrandChildIn, mergeInInternal } = group;
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
    mergeInInternal(this: Group, merged: Group, path: OperationPath, takesParents = false): void {
      for (const { group: parent } of merged.parents()) {
        const isWaitedFor = parent === this || isBehind(this, parent) || (takesParents && !isBehind(parent, this));
        if (!isWaitedFor) for (const child of merged.children()) child.addParent({ group: parent });
      }
      mergeInInternal.call(this, merged, path, takesParents);
    },
  } satisfies Merging);
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
  // It would be its own parent else.
  earlier.removeChild(later);
  earlier.mergeInWithAllDependencies(later);
  return earlier;
}

/** Whether one waits for the other, however far behind. */
function isBehind(one: Group, other: Group): boolean {
  const seen = new Set<Group>();
  const waiting = [...other.children()];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next === one) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...next.children());
  }
  return false;
}
