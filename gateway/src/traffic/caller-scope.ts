import type { Identity, MintToken } from '@fiscal/kit';

/** What one caller is to one subgraph. */
export type CallerScope = {
  /** The caller's claims as text: answers are only ever shared between callers for whom it is the same. */
  readonly claims: string;
  /** Go with every request as name, value, name, value …, the token among them; good until `freshUntilMs`. */
  headers: readonly string[];
  freshUntilMs: number;
};

export type CallerScopes = {
  of(identity: Identity): CallerScope;
  /** Gets the scope a new token. Errors: those of `mint`. */
  renew(scope: CallerScope, identity: Identity): Promise<void>;
};

/** A minted token is good for at least 30 s; this leaves it 10 s for its way. */
const reuseMs = 20_000;

/**
 * Keeps the internal tokens for one subgraph by the identity object itself, which admission gives out again for as long
 * as it remembers the client's token: looking one up takes no text of the claims. Callers without a user are a few.
 * Without `mint` there are no tokens, and callers are still told apart. `always`: headers that are the same for everybody.
 */
export function createCallerScopes(
  subgraph: string,
  mint: MintToken | undefined,
  always: readonly string[],
  now: () => number,
): CallerScopes {
  const users = new WeakMap<Identity, CallerScope>();
  const others = new Map<string, CallerScope>();
  return {
    of: (identity) => {
      if (identity.kind === 'user') {
        const known = users.get(identity);
        if (known) return known;
        const scope = createScope(identity);
        users.set(identity, scope);
        return scope;
      }
      const known = others.get(identity.kind);
      if (known) return known;
      const scope = createScope({ kind: identity.kind, via: '' });
      others.set(identity.kind, scope);
      return scope;
    },
    renew: async (scope, identity) => {
      scope.headers = mint ? [...always, 'authorization', `Bearer ${await mint(subgraph, identity)}`] : always;
      scope.freshUntilMs = now() + reuseMs;
    },
  };
}

/** In a fixed order, and whole: a claim that is not told from another would let one caller see what another may. */
function createScope(identity: Identity): CallerScope {
  const entries = Object.entries(identity).sort(([first], [second]) => (first < second ? -1 : 1));
  return { claims: JSON.stringify(entries), headers: [], freshUntilMs: 0 };
}
