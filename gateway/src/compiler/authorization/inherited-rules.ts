import type { Rule } from '../contract.ts';

type Groups = readonly (readonly string[])[];

/** Beyond this many groups a conjunction is not worked out: the rule then counts as one that nobody else asks for. */
const maxGroups = 1_000;

/**
 * Those rules of an interface (or of its field) that its implementations do not ask for themselves. Composition gives an
 * interface all that its implementations ask for, which is told apart from what the interface asks for on its own: the
 * latter holds for every implementation too, or naming the concrete type would be a way around it.
 */
export function rulesOfItsOwn(rules: readonly Rule[], ofImplementations: readonly Rule[]): readonly Rule[] {
  return rules.filter((rule) => !isImplied(rule, ofImplementations));
}

function isImplied(rule: Rule, by: readonly Rule[]): boolean {
  if (rule.kind === 'authenticated') return by.some(({ kind }) => kind === 'authenticated');
  const others = by.flatMap((other) => (other.kind === rule.kind ? [other.anyOf] : []));
  if (others.length === 0) return false;
  const together = conjunctionOf(others);
  return together?.every((group) => rule.anyOf.some((needed) => needed.every((each) => group.includes(each)))) ?? false;
}

/** What holds when one group of each holds. */
function conjunctionOf(all: readonly Groups[]): Groups | undefined {
  let together: Groups = [[]];
  for (const groups of all) {
    const next = new Map<string, readonly string[]>();
    for (const held of together) {
      for (const group of groups) {
        const both = [...new Set([...held, ...group])].sort();
        next.set(JSON.stringify(both), both);
        if (next.size > maxGroups) return undefined;
      }
    }
    together = [...next.values()];
  }
  return together;
}
