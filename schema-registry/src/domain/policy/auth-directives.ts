import { type ConstDirectiveNode, type DocumentNode, valueFromASTUntyped } from 'graphql';
import { type Element, elementsOf, rangeOf } from './elements.ts';
import { readFederationNames } from './federation-names.ts';
import type { Finding, PolicyRule } from './policy.ts';

/** One of these lists is enough, and of a list all are needed. */
type AnyOf = readonly (readonly string[])[];

/** What a directive demands of who asks. */
type Demands = ReadonlyMap<string, AnyOf>;

/** `@authenticated` demands one thing, which has no name. */
const signedIn: AnyOf = [['']];
const listArguments: Readonly<Record<string, string>> = { requiresScopes: 'scopes', policy: 'policies' };

/**
 * A subgraph asks less of who reads an element that it still has: it dropped `@authenticated`, `@requiresScopes` or
 * `@policy` there, or lets in whom it refused. Where another subgraph demands the same it is a warning: the supergraph
 * still asks.
 */
export const authDirectives: PolicyRule = {
  id: 'AUTH_DIRECTIVE_DROPPED',
  level: 'ERROR',
  find({ before, after, others }) {
    if (!before) return [];
    const [was, is] = [readDemands(before.document), readDemands(after.document)];
    const elsewhere = others.map(({ document }) => readDemands(document));
    return [...was].flatMap(([coordinate, { own }]) => {
      const now = is.get(coordinate);
      if (!now) return [];
      return [...own].flatMap(([directive, demanded]): Finding[] => {
        if (demandsAsMuch(now.effective, directive, demanded)) return [];
        const kept = elsewhere.some((each) =>
          demandsAsMuch(each.get(coordinate)?.effective ?? new Map(), directive, demanded),
        );
        const range = rangeOf(after, now.element.loc);
        const message = describe(coordinate, directive, demanded, now.own.get(directive));
        return [{ coordinate, message, range, ...(kept && { level: 'WARNING' }) }];
      });
    });
  },
};

function demandsAsMuch(now: Demands, directive: string, demanded: AnyOf): boolean {
  const left = now.get(directive);
  // Scopes are of a token, so that who must have one is signed in.
  if (!left) return directive === 'authenticated' && now.has('requiresScopes');
  return left.every((all) => demanded.some((enough) => enough.every((each) => all.includes(each))));
}

function describe(coordinate: string, directive: string, before: AnyOf, after: AnyOf | undefined): string {
  const argument = listArguments[directive];
  const print = (lists: AnyOf) => (argument ? `@${directive}(${argument}: ${JSON.stringify(lists)})` : `@${directive}`);
  if (!after) return `${coordinate} no longer has ${print(before)}`;
  return `${coordinate} had ${print(before)} and now lets in more with ${print(after)}`;
}

type ElementDemands = { readonly element: Element; readonly own: Demands; readonly effective: Demands };

/** What each element demands by itself, and together with the type it is in. */
function readDemands(document: DocumentNode): ReadonlyMap<string, ElementDemands> {
  const nameOf = readFederationNames(document);
  const elements = elementsOf(document);
  const own = new Map([...elements].map(([at, { directives }]) => [at, demandsOf(directives, nameOf)]));
  return new Map(
    [...elements].map(([at, element]) => {
      const mine = own.get(at) ?? new Map();
      const parents = (element.parent !== null && own.get(element.parent)) || new Map();
      return [at, { element, own: mine, effective: both(mine, parents) }];
    }),
  );
}

function demandsOf(directives: readonly ConstDirectiveNode[], nameOf: (name: string) => string | undefined): Demands {
  const demands = new Map<string, AnyOf>();
  for (const directive of directives) {
    const name = nameOf(directive.name.value) ?? '';
    if (name === 'authenticated') demands.set(name, signedIn);
    const argument = listArguments[name];
    const value = directive.arguments?.find((each) => each.name.value === argument)?.value;
    if (value) demands.set(name, readLists(valueFromASTUntyped(value)));
  }
  return demands;
}

/** A single value stands for a list of it, as everywhere in GraphQL. */
function readLists(value: unknown): AnyOf {
  const outer: unknown[] = Array.isArray(value) ? value : [value];
  return outer.map((inner) => (Array.isArray(inner) ? inner : [inner]).map(String));
}

function both(left: Demands, right: Demands): Demands {
  const names = new Set([...left.keys(), ...right.keys()]);
  return new Map([...names].map((name) => [name, each(left.get(name), right.get(name))]));
}

function each(left: AnyOf | undefined, right: AnyOf | undefined): AnyOf {
  if (!left || !right) return left ?? right ?? [];
  return left.flatMap((a) => right.map((b) => [...new Set([...a, ...b])]));
}
