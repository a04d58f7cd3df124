import { type ConstArgumentNode, type ConstDirectiveNode, type DefinitionNode, Kind } from 'graphql';
import { directiveText } from './computed-inputs.ts';
import { joinField } from './rewrite-field-sets.ts';

/** Two values of the supergraph's enum of subgraphs: one that there is, and one that is to be like it. */
export type Liken = { readonly graph: string; readonly likeness: string };

/**
 * Adds to join directives of a subgraph the same for its likeness. Fields that it cannot give, by what is said of them,
 * are external to it.
 */
export function likenDirectives(
  directives: readonly ConstDirectiveNode[] = [],
  { graph, likeness }: Liken,
  gives: (directive: ConstDirectiveNode) => boolean = () => true,
): readonly ConstDirectiveNode[] {
  const like = directives
    .filter((each) => directiveText(each, 'graph') === graph)
    .map((each) => (gives(each) ? each : external(each)))
    .map((each) => ({ ...each, arguments: each.arguments?.map((one) => renamed(one, likeness)) ?? [] }));
  return [...directives, ...like];
}

/** Makes of a field that a subgraph gives one that it only knows of. */
export function external(directive: ConstDirectiveNode): ConstDirectiveNode {
  const kept = directive.arguments?.filter(({ name }) => ['graph', 'type'].includes(name.value)) ?? [];
  return { ...directive, arguments: [...kept, flag('external', true)] };
}

function renamed(argument: ConstArgumentNode, likeness: string): ConstArgumentNode {
  return argument.name.value === 'graph' ? { ...argument, value: { kind: Kind.ENUM, value: likeness } } : argument;
}

/**
 * Gives the likeness what the subgraph has of a definition. Fields that others must help to compute, or that depend on the
 * label of an override, are external to it. Nobody comes to it by a key.
 */
export function likenDefinition(definition: DefinitionNode, liken: Liken): DefinitionNode {
  switch (definition.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION: {
      const directives = withoutKeys(likenDirectives(definition.directives, liken), liken);
      const fields = definition.fields?.map((field) => ({
        ...field,
        directives: likenDirectives(field.directives, liken, isPlain),
      }));
      return { ...definition, directives, ...(fields ? { fields } : {}) };
    }
    case Kind.INPUT_OBJECT_TYPE_DEFINITION: {
      const fields = definition.fields?.map((field) => ({
        ...field,
        directives: likenDirectives(field.directives, liken),
      }));
      return {
        ...definition,
        directives: likenDirectives(definition.directives, liken),
        ...(fields ? { fields } : {}),
      };
    }
    case Kind.ENUM_TYPE_DEFINITION: {
      const values = definition.values?.map((value) => ({
        ...value,
        directives: likenDirectives(value.directives, liken),
      }));
      return {
        ...definition,
        directives: likenDirectives(definition.directives, liken),
        ...(values ? { values } : {}),
      };
    }
    case Kind.SCALAR_TYPE_DEFINITION:
    case Kind.UNION_TYPE_DEFINITION:
      return { ...definition, directives: likenDirectives(definition.directives, liken) };
    default:
      return definition;
  }
}

/** Arguments of `@join__field` of fields that are there under conditions only. */
const special = ['requires', 'contextArguments', 'overrideLabel'];

function isPlain(directive: ConstDirectiveNode): boolean {
  return directive.name.value !== joinField || !directive.arguments?.some(({ name }) => special.includes(name.value));
}

/** One of the likeness's `@join__type` is left, without its key; an interface object's is not resolvable at least. */
function withoutKeys(directives: readonly ConstDirectiveNode[], { likeness }: Liken): readonly ConstDirectiveNode[] {
  let isKnown = false;
  return directives.flatMap((each): readonly ConstDirectiveNode[] => {
    if (each.name.value !== 'join__type' || directiveText(each, 'graph') !== likeness) return [each];
    if (isKnown) return [];
    isKnown = true;
    const args = each.arguments ?? [];
    const without = (names: readonly string[]) => args.filter(({ name }) => !names.includes(name.value));
    const isInterfaceObject = args.some(({ name }) => name.value === 'isInterfaceObject');
    const kept = isInterfaceObject
      ? [...without(['resolvable']), flag('resolvable', false)]
      : without(['key', 'resolvable', 'extension']);
    return [{ ...each, arguments: kept }];
  });
}

function flag(name: string, value: boolean): ConstArgumentNode {
  return { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: name }, value: { kind: Kind.BOOLEAN, value } };
}
