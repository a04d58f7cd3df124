import { type ConstDirectiveNode, type ConstValueNode, type DocumentNode, Kind } from 'graphql';

const federation = /^https:\/\/specs\.apollo\.dev\/federation\/v/;

/**
 * By which names a subgraph knows the directives of federation: those that its `@link` imports, under another name if it
 * says so, and all with its prefix. Gives what a directive is called by federation, undefined if it is none of them.
 */
export function readFederationNames(document: DocumentNode): (directive: string) => string | undefined {
  const names = new Map<string, string>();
  const prefixes: string[] = [];
  for (const link of links(document)) {
    prefixes.push(`${stringOf(argument(link, 'as')) ?? 'federation'}__`);
    for (const [local, name] of imports(argument(link, 'import'))) names.set(local, name);
  }
  return (directive) => {
    const prefix = prefixes.find((each) => directive.startsWith(each));
    return names.get(directive) ?? (prefix && directive.slice(prefix.length));
  };
}

function links(document: DocumentNode): ConstDirectiveNode[] {
  return document.definitions
    .flatMap((each) =>
      each.kind === Kind.SCHEMA_DEFINITION || each.kind === Kind.SCHEMA_EXTENSION ? (each.directives ?? []) : [],
    )
    .filter((each) => each.name.value === 'link' && federation.test(stringOf(argument(each, 'url')) ?? ''));
}

function imports(list: ConstValueNode | undefined): [local: string, name: string][] {
  if (list?.kind !== Kind.LIST) return [];
  return list.values.flatMap((each): [string, string][] => {
    const name = each.kind === Kind.OBJECT ? field(each, 'name') : stringOf(each);
    const local = each.kind === Kind.OBJECT ? (field(each, 'as') ?? name) : name;
    return name?.startsWith('@') && local ? [[local.replace(/^@/, ''), name.slice(1)]] : [];
  });
}

function field(value: ConstValueNode, name: string): string | undefined {
  if (value.kind !== Kind.OBJECT) return undefined;
  return stringOf(value.fields.find((each) => each.name.value === name)?.value);
}

function argument(directive: ConstDirectiveNode, name: string): ConstValueNode | undefined {
  return directive.arguments?.find((each) => each.name.value === name)?.value;
}

function stringOf(value: ConstValueNode | undefined): string | undefined {
  return value?.kind === Kind.STRING ? value.value : undefined;
}
