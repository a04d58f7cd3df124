import { parse } from 'graphql';
import { authDirectives } from './auth-directives.ts';
import { entityKeys } from './entity-keys.ts';
import { executableDirectives } from './executable-directives.ts';
import type { PolicyLevel, PolicyRule, SubgraphDocument, Violation } from './policy.ts';

const rules: readonly PolicyRule[] = [authDirectives, entityKeys, executableDirectives];

type SubgraphText = { readonly name: string; readonly sdl: string };

/** A change of one subgraph as it arrives: texts that parse. */
export type PolicyInput = {
  readonly before: SubgraphText | null;
  readonly after: SubgraphText;
  readonly others: readonly SubgraphText[];
  readonly apiBefore: string | null;
  readonly apiAfter: string;
  /** By rule; what is not named here is as the rule has it. */
  readonly levels: Readonly<Record<string, PolicyLevel>>;
};

/** Holds a change of a subgraph against every policy that is not off. */
export function evaluatePolicies(input: PolicyInput): Violation[] {
  const read = ({ name, sdl }: SubgraphText): SubgraphDocument => ({ name, sdl, document: parse(sdl) });
  const change = {
    before: input.before ? read(input.before) : undefined,
    after: read(input.after),
    others: input.others.map(read),
    apiBefore: input.apiBefore === null ? undefined : parse(input.apiBefore),
    apiAfter: parse(input.apiAfter),
  };
  return rules.flatMap((rule) => {
    const level = input.levels[rule.id] ?? rule.level;
    if (level === 'OFF') return [];
    return rule.find(change).map(
      ({ coordinate, message, range, level: milder }): Violation => ({
        rule: rule.id,
        level: level === 'ERROR' ? (milder ?? level) : level,
        coordinate,
        message,
        sourceLocations: range ? [range] : [],
      }),
    );
  });
}
