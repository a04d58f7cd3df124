/** How large a made-up supergraph is to be. */
export type BigSupergraphSize = { readonly subgraphs: number; readonly entities: number };

const scalars = ['String', 'Int', 'Float', 'Boolean', 'ID'];

/**
 * Makes a supergraph in which every subgraph owns entities, adds a field to those of the subgraph before it, and refers
 * to them. The same seed gives the same text; 20 subgraphs of 200 entities each are about 1 MB.
 */
export function bigSupergraph({ subgraphs, entities }: BigSupergraphSize, seed: number): string {
  const random = createRandom(seed);
  const graphs = Array.from({ length: subgraphs }, (_, graph) => graph);
  const owned = graphs.flatMap((graph) => Array.from({ length: entities }, (_, entity) => ({ graph, entity })));
  const before = (graph: number) => (graph + subgraphs - 1) % subgraphs;
  const types = owned.map(({ graph, entity }) => {
    const [own, other] = [`G${graph}`, `G${(graph + 1) % subgraphs}`];
    const ownField = (name: string, type: string) => `  ${name}: ${type} @join__field(graph: ${own})`;
    return [
      `type ${typeName(graph, entity)} @join__type(graph: ${own}, key: "id") @join__type(graph: ${other}, key: "id") {`,
      '  id: ID!',
      ownField('title', scalars[random(scalars.length)] ?? 'String'),
      ownField('next', `[${typeName(graph, random(entities))}!]`),
      ownField('source', typeName(before(graph), random(entities))),
      `  rank: Int @join__field(graph: ${other})`,
      '}',
    ].join('\n');
  });
  const roots = owned
    .filter(({ entity }) => entity % 10 === 0)
    .map(
      ({ graph, entity }) =>
        `  g${graph}e${entity}(id: ID!): ${typeName(graph, entity)} @join__field(graph: G${graph})`,
    );
  return [
    head,
    `enum join__Graph {\n${graphs.map((graph) => `  G${graph} @join__graph(name: "g${graph}", url: "http://g${graph}")`).join('\n')}\n}`,
    `type Query ${graphs.map((graph) => `@join__type(graph: G${graph})`).join(' ')} {\n${roots.join('\n')}\n}`,
    ...types,
  ].join('\n');
}

/** An operation that goes from subgraph to subgraph, so many times. */
export function chainOperation(hops: number): string {
  const inner = Array.from({ length: hops }).reduce<string>(
    (set) => `source { id title rank next { rank } ${set} }`,
    '',
  );
  return `query Chain${hops} { g0e0(id: "1") { title ${inner} } }`;
}

function typeName(graph: number, entity: number): string {
  return `G${graph}E${entity}`;
}

/** A linear congruential generator: the numbers need not be good, only the same every time. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const head = `schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
{ query: Query }
directive @join__directive(graphs: [join__Graph!], name: String!, args: join__DirectiveArguments) repeatable on SCHEMA | OBJECT | INTERFACE | FIELD_DEFINITION
directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE
directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String, external: Boolean, override: String, usedOverridden: Boolean, overrideLabel: String, contextArguments: [join__ContextArgument!]) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE
directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false, resolvable: Boolean! = true, isInterfaceObject: Boolean! = false) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
directive @join__unionMember(graph: join__Graph!, member: String!) repeatable on UNION
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
scalar link__Import
enum link__Purpose { SECURITY EXECUTION }
input join__ContextArgument { name: String! type: String! context: String! selection: join__FieldValue! }
scalar join__DirectiveArguments
scalar join__FieldSet
scalar join__FieldValue`;
