import { type ConstDirectiveNode, type ConstValueNode, type GraphQLSchema, Kind } from 'graphql';

/** One feature that a supergraph links (https://specs.apollo.dev/link/v1.0). */
export type Link = {
  /** Without the version, such as `https://specs.apollo.dev/authenticated`. */
  readonly identity: string;
  readonly url: string;
  readonly purpose: string | undefined;
  /** What its elements are prefixed with that are not imported by name. */
  readonly prefix: string;
  /** Names in the feature → names in this schema, directives with their `@`. */
  readonly imports: ReadonlyMap<string, string>;
};

const specs = 'https://specs.apollo.dev/';

/** Reads the features that a supergraph links, `@core`'s older spelling included. */
export function readLinks(supergraph: GraphQLSchema): readonly Link[] {
  const directives = [supergraph.astNode, ...supergraph.extensionASTNodes].flatMap((node) => node?.directives ?? []);
  const own = directives.find((each) => isLinkItself(each))?.name.value;
  return directives.filter(({ name }) => name.value === own).flatMap((each) => readLink(each) ?? []);
}

/**
 * How a directive of a feature is called in this supergraph, however it was imported or renamed: `auth` for
 * `nameInSchema(supergraph, 'authenticated', 'authenticated')` after `import: [{ name: "@authenticated", as: "@auth" }]`.
 * Undefined when the supergraph does not link the feature.
 */
export function nameInSchema(supergraph: GraphQLSchema, feature: string, directive: string): string | undefined {
  const link = readLinks(supergraph).find(({ identity }) => identity === `${specs}${feature}`);
  return link && nameByLink(link, feature, directive);
}

/** How a directive of a linked feature is called; `feature` is the last part of its URL. */
export function nameByLink({ imports, prefix }: Link, feature: string, directive: string): string {
  const imported = imports.get(`@${directive}`);
  if (imported) return imported.slice(1);
  return directive === feature ? prefix : `${prefix}__${directive}`;
}

/** The first link tells which directive links: the one that says so of itself. */
function isLinkItself(node: ConstDirectiveNode): boolean {
  const link = readLink(node);
  return link !== undefined && /\/(link|core)$/.test(link.identity) && link.prefix === node.name.value;
}

function readLink({ arguments: args = [] }: ConstDirectiveNode): Link | undefined {
  const argument = (name: string) => args.find((each) => each.name.value === name)?.value;
  const url = textOf(argument('url') ?? argument('feature'));
  if (!url) return undefined;
  const identity = url.replace(/\/+$/, '').replace(/\/v\d+\.\d+$/, '');
  const prefix = textOf(argument('as')) ?? identity.slice(identity.lastIndexOf('/') + 1);
  return { identity, url, prefix, purpose: textOf(argument('for')), imports: readImports(argument('import')) };
}

function readImports(value: ConstValueNode | undefined): ReadonlyMap<string, string> {
  const values = value?.kind === Kind.LIST ? value.values : [];
  return new Map(
    values.flatMap((each) => {
      const name = each.kind === Kind.OBJECT ? fieldOf(each.fields, 'name') : textOf(each);
      const as = each.kind === Kind.OBJECT ? fieldOf(each.fields, 'as') : undefined;
      return name ? [[name, as ?? name] as const] : [];
    }),
  );
}

type Fields = Extract<ConstValueNode, { kind: typeof Kind.OBJECT }>['fields'];

function fieldOf(fields: Fields, name: string): string | undefined {
  return textOf(fields.find((each) => each.name.value === name)?.value);
}

function textOf(value: ConstValueNode | undefined): string | undefined {
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}
