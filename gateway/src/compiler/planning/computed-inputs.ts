import { type ConstDirectiveNode, type DocumentNode, Kind, type SelectionSetNode } from 'graphql';
import { type Composite, isComposite, namedTypeOf } from './composite.ts';
import { readFieldSet } from './field-set.ts';
import { joinField } from './rewrite-field-sets.ts';

/** A field that a subgraph computes from inputs of others (`@requires`), and that is such an input itself. */
export type ComputedInput = { readonly typeName: string; readonly fieldName: string; readonly graph: string };

/** Arguments of `@join__field` of fields that are more than computed. */
const special = ['override', 'overrideLabel', 'usedOverridden', 'contextArguments', 'external'];

/** Finds the computed inputs of a supergraph's object types; `graph` is a value of the supergraph's enum. */
export function findComputedInputs(document: DocumentNode): readonly ComputedInput[] {
  const inputs = inputNames(document);
  if (inputs.size === 0) return [];
  return document.definitions
    .filter((type) => type.kind === Kind.OBJECT_TYPE_DEFINITION)
    .flatMap(({ name, fields = [] }) =>
      fields
        .filter((field) => inputs.has(`${name.value}.${field.name.value}`))
        .flatMap((field) =>
          (field.directives ?? []).filter(isComputed).flatMap((directive) => {
            const graph = directiveText(directive, 'graph');
            return graph ? [{ typeName: name.value, fieldName: field.name.value, graph }] : [];
          }),
        ),
    );
}

function isComputed(directive: ConstDirectiveNode): boolean {
  if (directive.name.value !== joinField || directiveText(directive, 'requires') === undefined) return false;
  return !directive.arguments?.some(({ name }) => special.includes(name.value));
}

/** The text of a directive's argument: a string's, or the name of an enum's value. */
export function directiveText({ arguments: args }: ConstDirectiveNode, name: string): string | undefined {
  const value = args?.find((each) => each.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

/** All that any field requires, as `Type.field`. */
function inputNames(document: DocumentNode): ReadonlySet<string> {
  const types = new Map(document.definitions.filter(isComposite).map((type) => [type.name.value, type]));
  const expand = createExpand(document, types);
  const names = new Set<string>();
  const walk = ({ selections }: SelectionSetNode, typeNames: readonly string[]) => {
    for (const node of selections) {
      if (node.kind === Kind.INLINE_FRAGMENT) {
        walk(node.selectionSet, node.typeCondition ? expand(node.typeCondition.name.value) : typeNames);
      }
      if (node.kind !== Kind.FIELD) continue;
      for (const typeName of typeNames) {
        const field = types.get(typeName)?.fields?.find(({ name }) => name.value === node.name.value);
        if (field) names.add(`${typeName}.${node.name.value}`);
        if (field && node.selectionSet) walk(node.selectionSet, expand(namedTypeOf(field.type)));
      }
    }
  };
  for (const { name, fields = [] } of types.values()) {
    for (const directive of fields.flatMap(({ directives = [] }) => directives)) {
      const requires = directive.name.value === joinField ? directiveText(directive, 'requires') : undefined;
      if (requires !== undefined) walk(readFieldSet(requires), expand(name.value));
    }
  }
  return names;
}

/** Makes what gives a type with all that its objects may be. */
function createExpand(document: DocumentNode, types: ReadonlyMap<string, Composite>) {
  return (typeName: string): readonly string[] => {
    const union = document.definitions.find(
      (type) => type.kind === Kind.UNION_TYPE_DEFINITION && type.name.value === typeName,
    );
    if (union?.kind === Kind.UNION_TYPE_DEFINITION) return (union.types ?? []).map(({ name }) => name.value);
    const implementing = [...types.values()].filter((type) =>
      type.interfaces?.some(({ name }) => name.value === typeName),
    );
    return [typeName, ...implementing.map(({ name }) => name.value)];
  };
}
