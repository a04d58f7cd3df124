import type { Identity } from '@fiscal/kit';
import type { Rule } from '../compiler/contract.ts';
import type { PolicyPort } from './policy-port.ts';

/** Says of each rule whether it holds for a caller; at once, unless a policy has to ask elsewhere. Never rejects. */
export type Decide = (rules: readonly Rule[], identity: Identity) => readonly boolean[] | Promise<readonly boolean[]>;

type Groups = readonly (readonly string[])[];

const none: readonly boolean[] = [];
const noScopes: readonly string[] = [];

/** Makes the decision over rules; `policies` knows what the names in `@policy` mean. */
export function createDecide(policies: PolicyPort): Decide {
  return (rules, identity) => {
    if (rules.length === 0) return none;
    const names = policiesOf(rules);
    if (names.length === 0) return rules.map((rule) => holds(rule, identity, isNever));
    const answers = names.map((name) => policies(name, identity));
    if (answers.every((answer) => typeof answer === 'boolean')) return decideBy(rules, identity, names, answers);
    return Promise.all(answers).then((settled) => decideBy(rules, identity, names, settled));
  };
}

function decideBy(
  rules: readonly Rule[],
  identity: Identity,
  names: readonly string[],
  answers: readonly boolean[],
): readonly boolean[] {
  return rules.map((rule) => holds(rule, identity, (name) => answers[names.indexOf(name)] === true));
}

function policiesOf(rules: readonly Rule[]): readonly string[] {
  const names = rules.flatMap((rule) => (rule.kind === 'policy' ? rule.anyOf.flat() : []));
  return names.length > 1 ? [...new Set(names)] : names;
}

function holds(rule: Rule, identity: Identity, holdsPolicy: (name: string) => boolean): boolean {
  if (rule.kind === 'authenticated') return identity.kind === 'user';
  if (rule.kind === 'policy') return oneHolds(rule.anyOf, holdsPolicy);
  const scopes = identity.kind === 'user' ? identity.scopes : noScopes;
  return oneHolds(rule.anyOf, (scope) => scopes.includes(scope));
}

function oneHolds(anyOf: Groups, holdsOne: (name: string) => boolean): boolean {
  return anyOf.some((group) => group.every(holdsOne));
}

function isNever(): boolean {
  return false;
}
