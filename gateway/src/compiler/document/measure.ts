import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** What a selection amounts to once its fragments are written out. */
export type Measure = {
  /** Fields within fields. What introspection nests is measured by itself. */
  readonly depth: number;
  /** Selections within selections, those of fragments and of introspection too. */
  readonly nesting: number;
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
  /** Fields at the top of the selection. */
  readonly rootFields: number;
};

const nothing: Measure = { depth: 0, nesting: 0, fields: 0, aliases: 0, directives: 0, rootFields: 0 };
/** Counts stop here: fragments in fragments double them with every line. */
const most = 1e9;

/**
 * Measures a selection of a document that may not be valid yet: fragments may be missing or go in circles, which counts
 * nothing here and is refused later. Each fragment is measured once, so the cost grows with the text only.
 */
export function createMeasure(document: DocumentNode): (set: SelectionSetNode) => Measure {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, Measure>();
  const ofFragment = (name: string): Measure => {
    const known = measured.get(name);
    if (known) return known;
    measured.set(name, nothing);
    const fragment = fragments.get(name);
    const found = fragment ? plusDirectives(ofSet(fragment.selectionSet), fragment) : nothing;
    measured.set(name, found);
    return found;
  };
  const ofSelection = (node: SelectionNode): Measure => {
    if (node.kind === Kind.FIELD)
      return plusDirectives(asField(node, node.selectionSet ? ofSet(node.selectionSet) : nothing), node);
    const within = node.kind === Kind.INLINE_FRAGMENT ? ofSet(node.selectionSet) : ofFragment(node.name.value);
    return plusDirectives(within, node);
  };
  const ofSet = (set: SelectionSetNode): Measure => nested(set.selections.map(ofSelection).reduce(plus, nothing));
  return ofSet;
}

function nested(measure: Measure): Measure {
  return { ...measure, nesting: measure.nesting + 1 };
}

function asField(node: Extract<SelectionNode, { kind: typeof Kind.FIELD }>, within: Measure): Measure {
  return {
    depth: node.name.value.startsWith('__') ? 0 : within.depth + 1,
    nesting: within.nesting,
    fields: within.fields + 1,
    aliases: within.aliases + (node.alias ? 1 : 0),
    directives: within.directives,
    rootFields: 1,
  };
}

function plusDirectives(
  measure: Measure,
  { directives }: { readonly directives?: readonly unknown[] | undefined },
): Measure {
  return directives?.length ? { ...measure, directives: measure.directives + directives.length } : measure;
}

function plus(a: Measure, b: Measure): Measure {
  return {
    depth: Math.max(a.depth, b.depth),
    nesting: Math.max(a.nesting, b.nesting),
    fields: Math.min(a.fields + b.fields, most),
    aliases: Math.min(a.aliases + b.aliases, most),
    directives: Math.min(a.directives + b.directives, most),
    rootFields: Math.min(a.rootFields + b.rootFields, most),
  };
}
