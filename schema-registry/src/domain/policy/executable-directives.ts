import { type DirectiveDefinitionNode, DirectiveLocation, type DocumentNode, Kind } from 'graphql';
import { rangeOf } from './elements.ts';
import type { Finding, PolicyRule, SubgraphDocument } from './policy.ts';

const executable: ReadonlySet<string> = new Set([
  DirectiveLocation.QUERY,
  DirectiveLocation.MUTATION,
  DirectiveLocation.SUBSCRIPTION,
  DirectiveLocation.FIELD,
  DirectiveLocation.FRAGMENT_DEFINITION,
  DirectiveLocation.FRAGMENT_SPREAD,
  DirectiveLocation.INLINE_FRAGMENT,
  DirectiveLocation.VARIABLE_DEFINITION,
]);

/**
 * A directive that clients write in their operations is gone from the supergraph, or from some place there. Composition
 * keeps only what every subgraph defines alike, and says so in a hint at most.
 */
export const executableDirectives: PolicyRule = {
  id: 'EXECUTABLE_DIRECTIVE_VANISHED',
  level: 'ERROR',
  find({ before, after, apiBefore, apiAfter }) {
    if (!apiBefore) return [];
    const is = new Map(executableIn(apiAfter).map((each) => [each.name.value, executableLocations(each)]));
    return executableIn(apiBefore).flatMap((directive): Finding[] => {
      const name = directive.name.value;
      const gone = executableLocations(directive).filter((each) => !is.get(name)?.includes(each));
      if (gone.length === 0) return [];
      const what = is.has(name) ? `may no longer stand on ${gone.join(', ')}` : 'vanishes from the supergraph';
      const range = rangeOf(after, definitionOf(after, name)?.name.loc);
      return [{ coordinate: `@${name}`, message: `@${name} ${what}: ${reason(name, before, after)}`, range }];
    });
  },
};

function reason(name: string, before: SubgraphDocument | undefined, after: SubgraphDocument): string {
  if (definitionOf(after, name)) return `${after.name} defines it otherwise than the others`;
  const had = before && definitionOf(before, name);
  return had ? `${after.name} no longer defines it` : `${after.name} does not define it, and all subgraphs must`;
}

function definitionOf({ document }: SubgraphDocument, name: string): DirectiveDefinitionNode | undefined {
  return executableIn(document).find((each) => each.name.value === name);
}

function executableIn({ definitions }: DocumentNode): DirectiveDefinitionNode[] {
  return definitions
    .filter((each) => each.kind === Kind.DIRECTIVE_DEFINITION)
    .filter((each) => executableLocations(each).length > 0);
}

function executableLocations({ locations }: DirectiveDefinitionNode): string[] {
  return locations.map(({ value }) => value).filter((each) => executable.has(each));
}
