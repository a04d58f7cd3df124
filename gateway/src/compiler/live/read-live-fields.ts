import { buildSchema, type GraphQLField, type GraphQLSchema, isInterfaceType, isObjectType } from 'graphql';
import type { SubgraphEntry } from '../contract.ts';
import { nameByLink, readLinks } from '../graph/links.ts';
import type { LiveDeclaration } from './declaration.ts';
import { appliedTo, graphNames, textOf } from './joined.ts';
import { createReadDeclaration } from './read-declaration.ts';

/** Names our directive's specification. It is not to be fetched. */
export const liveSpec = 'https://specs.fiscalgraph.dev/live';
const feature = 'live';
const version = 'v1.0';

/** Whatever is wrong with what a supergraph says of its live fields, a line each. */
export class LiveFaults extends Error {
  override readonly name = 'LiveFaults';
}

/**
 * Reads which events feed the subscription fields of a supergraph (`@live`, under whatever name it is imported).
 * `publicFields`: those that take events which are nobody's, besides those that the supergraph says it of.
 * Errors: LiveFaults.
 */
export function readLiveFields(
  supergraph: GraphQLSchema,
  subgraphs: readonly SubgraphEntry[],
  publicFields: readonly string[] = [],
): readonly LiveDeclaration[] {
  const faults: string[] = [];
  const directive = directiveName(supergraph, (fault) => faults.push(fault));
  const root = supergraph.getSubscriptionType();
  if (directive) {
    for (const place of strayPlaces(supergraph, directive, root?.name)) {
      faults.push(`${place}: @${directive} is for fields of Subscription`);
    }
  }
  const ownerOf = createOwnerOf(supergraph, subgraphs);
  const declarations = Object.values(root?.getFields() ?? {}).flatMap((field) => {
    const report = (fault: string) => faults.push(`${root?.name}.${field.name}: ${fault}`);
    const [given] = directive ? appliedTo(field.astNode, directive) : [];
    const owner = ownerOf(field);
    if (!owner && given) report(`@${directive} is for subgraphs of events, whose routing URL begins with kafka:`);
    if (owner && !given) report('nothing says which events feed it');
    if (!owner || !given) return [];
    const isPublic = given.public === true || publicFields.includes(field.name);
    return owner.read(field, given, isPublic, report) ?? [];
  });
  if (faults.length > 0) throw new LiveFaults(faults.join('\n'));
  return declarations;
}

function directiveName(supergraph: GraphQLSchema, report: (fault: string) => void): string | undefined {
  const link = readLinks(supergraph).find(({ identity }) => identity === liveSpec);
  if (link && link.url !== `${liveSpec}/${version}`) report(`${link.url} is not known here, only ${version}`);
  return link && nameByLink(link, feature, feature);
}

function strayPlaces(supergraph: GraphQLSchema, directive: string, root: string | undefined): readonly string[] {
  const types = Object.values(supergraph.getTypeMap()).filter((type) => isObjectType(type) || isInterfaceType(type));
  return types
    .filter(({ name }) => name !== root)
    .flatMap((type) => Object.values(type.getFields()).map((field) => [type.name, field] as const))
    .filter(([, { astNode }]) => appliedTo(astNode, directive).length > 0)
    .map(([name, field]) => `${name}.${field.name}`);
}

/** Finds the subgraph of events that a subscription field is of, if it is of one. */
function createOwnerOf(supergraph: GraphQLSchema, subgraphs: readonly SubgraphEntry[]) {
  const names = graphNames(supergraph);
  const all = appliedTo(supergraph.getSubscriptionType()?.astNode, 'join__type');
  const eventGraphs = new Map(
    [...names].flatMap(([graph, name]) => {
      const sdl = subgraphs.find((entry) => entry.name === name)?.sdl;
      return sdl === undefined ? [] : [[graph, { graph, sdl }] as const];
    }),
  );
  const readers = new Map(
    [...eventGraphs].map(([graph, { sdl }]) => {
      const schema = buildSchema(sdl, { assumeValid: true, assumeValidSDL: true });
      return [graph, { read: createReadDeclaration(supergraph, schema, graph) }] as const;
    }),
  );
  return ({ astNode }: GraphQLField<unknown, unknown>) => {
    const own = appliedTo(astNode, 'join__field').filter(({ graph }) => graph !== undefined);
    const graphs = (own.length > 0 ? own : all).flatMap(({ graph }) => textOf(graph) ?? []);
    return graphs.flatMap((graph) => readers.get(graph) ?? [])[0];
  };
}
