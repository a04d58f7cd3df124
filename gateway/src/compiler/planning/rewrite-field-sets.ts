import { type ConstDirectiveNode, type ConstObjectFieldNode, type ConstValueNode, Kind } from 'graphql';
import type { Composite } from './composite.ts';

/** Gives the new text of a field set whose fields are of one of the types. */
export type RewriteText = (text: string, typeNames: readonly string[]) => string;

/** How the join spec's directive of fields is called: the planner itself knows it by no other name. */
export const joinField = 'join__field';
const joinType = 'join__type';

/**
 * Rewrites the field sets of `@requires` and `@fromContext`, as they stand in `@join__field`, and of keys in
 * `@join__type`, as far as `isConcerned` by their text. `contextDirective`: how `@context` is called in the supergraph.
 */
export function rewriteFieldSets(
  types: ReadonlyMap<string, Composite>,
  contextDirective: string | undefined,
  isConcerned: (text: string) => boolean,
  rewrite: RewriteText,
): ReadonlyMap<string, Composite> {
  const typesOfContext = (name: string) =>
    [...types.values()].filter((type) => type.directives?.some((each) => setsContext(each, contextDirective, name)));
  const rewriteContextArgument = (value: ConstValueNode): ConstValueNode => {
    if (value.kind !== Kind.OBJECT) return value;
    const context = value.fields.find(({ name }) => name.value === 'context')?.value;
    const names = context?.kind === Kind.STRING ? typesOfContext(context.value).map(({ name }) => name.value) : [];
    return { ...value, fields: value.fields.map((field) => rewriteText(field, 'selection', names)) };
  };
  const rewriteText = <N extends ConstObjectFieldNode | Argument>(node: N, of: string, names: readonly string[]): N => {
    if (node.name.value !== of || node.value.kind !== Kind.STRING || !isConcerned(node.value.value)) return node;
    return { ...node, value: { ...node.value, value: rewrite(node.value.value, names) } };
  };
  const rewriteArgument = (node: Argument, typeName: string): Argument => {
    if (node.name.value !== 'contextArguments') return rewriteText(node, 'requires', [typeName]);
    if (node.value.kind !== Kind.LIST) return node;
    return { ...node, value: { ...node.value, values: node.value.values.map(rewriteContextArgument) } };
  };
  const rewriteDirective = (node: ConstDirectiveNode, typeName: string): ConstDirectiveNode => {
    if (!node.arguments) return node;
    const { value } = node.name;
    if (value === joinField)
      return { ...node, arguments: node.arguments.map((each) => rewriteArgument(each, typeName)) };
    if (value !== joinType) return node;
    return { ...node, arguments: node.arguments.map((each) => rewriteText(each, 'key', [typeName])) };
  };
  const rewriteType = (type: Composite): Composite => ({
    ...type,
    directives: (type.directives ?? []).map((node) => rewriteDirective(node, type.name.value)),
    fields: (type.fields ?? []).map((field) => ({
      ...field,
      directives: (field.directives ?? []).map((node) => rewriteDirective(node, type.name.value)),
    })),
  });
  return new Map([...types].map(([name, type]) => [name, rewriteType(type)]));
}

type Argument = NonNullable<ConstDirectiveNode['arguments']>[number];

function setsContext(node: ConstDirectiveNode, directive: string | undefined, name: string): boolean {
  if (node.name.value !== directive) return false;
  return !!node.arguments?.some(({ value }) => value.kind === Kind.STRING && value.value === name);
}
