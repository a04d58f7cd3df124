import { type DirectiveNode, type DocumentNode, Kind, parse } from 'graphql';

/** The subgraphs that resolve a type or a field, by its coordinate `Type` or `Type.field`. */
export type Owners = ReadonlyMap<string, readonly string[]>;

/** Reads off a supergraph which subgraphs resolve what (join specification, `@join__type` and `@join__field`). */
export function ownersIn(supergraphSdl: string): Owners {
  const document = parse(supergraphSdl, { noLocation: true });
  const names = subgraphNames(document);
  const named = (directives: readonly DirectiveNode[]) => [
    ...new Set(directives.flatMap((each) => names.get(argument(each, 'graph') ?? '') ?? [])),
  ];
  const owners = new Map<string, readonly string[]>();
  for (const type of document.definitions) {
    if (!('directives' in type) || !('name' in type) || !type.name) continue;
    const ofType = named(type.directives?.filter(is('join__type')) ?? []);
    owners.set(type.name.value, ofType);
    for (const field of 'fields' in type ? (type.fields ?? []) : []) {
      const own = field.directives?.filter(is('join__field')) ?? [];
      const resolving = own.filter((each) => argument(each, 'external') !== 'true');
      owners.set(`${type.name.value}.${field.name.value}`, own.length === 0 ? ofType : named(resolving));
    }
  }
  return owners;
}

function subgraphNames({ definitions }: DocumentNode): ReadonlyMap<string, string> {
  const graphs = definitions.find(
    (each) => each.kind === Kind.ENUM_TYPE_DEFINITION && each.name.value === 'join__Graph',
  );
  const values = graphs?.kind === Kind.ENUM_TYPE_DEFINITION ? (graphs.values ?? []) : [];
  return new Map(
    values.flatMap(({ name, directives = [] }) => {
      const [graph] = directives.filter(is('join__graph'));
      const said = graph && argument(graph, 'name');
      return said === undefined ? [] : [[name.value, said] as const];
    }),
  );
}

function is(name: string) {
  return (directive: DirectiveNode) => directive.name.value === name;
}

function argument({ arguments: all = [] }: DirectiveNode, name: string): string | undefined {
  const value = all.find((each) => each.name.value === name)?.value;
  return value && 'value' in value ? String(value.value) : undefined;
}
