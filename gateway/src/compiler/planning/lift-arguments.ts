import {
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  Kind,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { renamed } from '../document/response-names.ts';
import { type Composite, isComposite, namedTypeOf } from './composite.ts';
import { printFieldSet, readFieldSet } from './field-set.ts';
import { rewriteFieldSets } from './rewrite-field-sets.ts';

/** What a field without arguments stands for in a lifted supergraph: the field with its arguments. */
export type LiftedFields = ReadonlyMap<string, FieldNode>;

type Types = ReadonlyMap<string, Composite>;

const concerned = new RegExp(`\\(|\\b${renamed}`);

/**
 * The stock planner asks for the inputs of `@requires` and `@fromContext` under their own names, whatever arguments they
 * were given, so that a client's arguments or those of two requirements overwrite each other. Here every such input
 * becomes a field of its own (`_q0_price` for `price(currency: "USD")`) in the same subgraphs, which collides with
 * nothing. So does a field that is named as clients' fields are renamed (`normalise`). `restoreArguments` turns plans
 * back. `contextDirective`: how `@context` is called in the supergraph.
 */
export function liftArguments(
  document: DocumentNode,
  contextDirective: string | undefined,
): { readonly document: DocumentNode; readonly lifted: LiftedFields } {
  const types = new Map(document.definitions.filter(isComposite).map((type) => [type.name.value, type]));
  const { liftText, lifted, added } = createLift(types);
  const rewritten = rewriteFieldSets(types, contextDirective, (text) => concerned.test(text), liftText);
  if (lifted.size === 0) return { document, lifted };
  const definitions = document.definitions.map((each) => {
    const type = isComposite(each) ? rewritten.get(each.name.value) : undefined;
    return type ? { ...type, fields: withLifted(type, added.get(type.name.value) ?? new Map()) } : each;
  });
  return { document: { ...document, definitions }, lifted };
}

/** `added`: which field a lifted one is made of. */
function withLifted({ fields = [] }: Composite, added: ReadonlyMap<string, string>): readonly FieldDefinitionNode[] {
  const made = [...added].flatMap(([name, of]) => {
    const field = fields.find((each) => each.name.value === of);
    return field ? [{ ...field, name: { ...field.name, value: name }, arguments: [] }] : [];
  });
  return [...fields, ...made];
}

/** Lifts the arguments of field sets, and notes what was lifted and where it belongs. */
function createLift(types: Types) {
  const names = createNames(
    new Set([...types.values()].flatMap(({ fields = [] }) => fields.map(({ name }) => name.value))),
  );
  const added = new Map<string, Map<string, string>>();
  const addTo = (typeName: string, name: string, of: string) => {
    added.set(typeName, (added.get(typeName) ?? new Map<string, string>()).set(name, of));
  };
  const add = (typeName: string, name: string, of: string) => {
    addTo(typeName, name, of);
    for (const implementation of implementationsOf(types, typeName)) addTo(implementation, name, of);
  };
  const liftSelection = (selection: SelectionNode, typeName: string): SelectionNode => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return selection;
    if (selection.kind === Kind.FIELD) return liftField(selection, typeName);
    const condition = selection.typeCondition?.name.value ?? typeName;
    return { ...selection, selectionSet: liftSet(selection.selectionSet, condition) };
  };
  const liftField = (node: FieldNode, typeName: string): FieldNode => {
    const own = node.name.value;
    const definition = types.get(typeName)?.fields?.find(({ name }) => name.value === own);
    if (!definition) return node;
    const selectionSet = node.selectionSet && liftSet(node.selectionSet, namedTypeOf(definition.type));
    const field = { ...node, ...(selectionSet ? { selectionSet } : {}) };
    if (!node.arguments?.length && !own.startsWith(renamed)) return field;
    const name = names.of(node);
    add(typeName, name, own);
    return { ...field, name: { ...node.name, value: name }, arguments: [] };
  };
  const liftSet = (set: SelectionSetNode, typeName: string): SelectionSetNode => ({
    ...set,
    selections: set.selections.map((selection) => liftSelection(selection, typeName)),
  });
  const liftText = (text: string, typeNames: readonly string[]): string => {
    const set = readFieldSet(text);
    const [first = set] = typeNames.map((typeName) => liftSet(set, typeName));
    return printFieldSet(first);
  };
  return { liftText, lifted: names.lifted, added };
}

/** One name for a field and its arguments, wherever they stand; none of those that are `taken`. */
function createNames(taken: ReadonlySet<string>) {
  const lifted = new Map<string, FieldNode>();
  const names = new Map<string, string>();
  const freeName = (nth: number, value: string): string => {
    const name = `_q${nth}_${value}`;
    return taken.has(name) ? freeName(nth, `_${value}`) : name;
  };
  const of = ({ name: { value }, arguments: args = [] }: FieldNode): string => {
    const sorted = args.toSorted((a, b) => (a.name.value < b.name.value ? -1 : 1));
    const field: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value }, arguments: sorted };
    const text = print(field);
    const name = names.get(text) ?? freeName(names.size, value);
    names.set(text, name);
    lifted.set(name, field);
    return name;
  };
  return { of, lifted };
}

function implementationsOf(types: Types, typeName: string): readonly string[] {
  const implementing = ({ interfaces = [] }: Composite) => interfaces.some(({ name }) => name.value === typeName);
  return [...types.values()].filter(implementing).map(({ name }) => name.value);
}
