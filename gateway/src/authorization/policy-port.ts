import { type Identity, log, type UserIdentity } from '@fiscal/kit';
import { metrics } from '@opentelemetry/api';

/** Says whether a policy holds for a caller. Never throws or rejects: what cannot be decided does not hold. */
export type PolicyPort = (policy: string, identity: Identity) => boolean | Promise<boolean>;

/** What one must be for a policy to hold: of each kind that is named, one of its values; of scopes, all. */
export type PolicyTerms = {
  readonly roles?: readonly string[] | undefined;
  readonly tiers?: readonly string[] | undefined;
  /** Organisations by id. */
  readonly tenants?: readonly string[] | undefined;
  readonly scopes?: readonly string[] | undefined;
};

/** Decides over policies that nothing else knows; undefined when it does not know one either. */
export type DecidePolicy = (
  policy: string,
  identity: Identity,
  signal: AbortSignal,
) => boolean | undefined | Promise<boolean | undefined>;

type PolicyOptions = {
  /** By the name that `@policy` gives. */
  readonly policies: Readonly<Record<string, PolicyTerms>>;
  readonly decidePolicy?: DecidePolicy | undefined;
  /** Time for `decidePolicy`. */
  readonly timeoutMs: number;
};

const maxNamesLogged = 1_000;
const undecided = metrics.getMeter('@fiscal/gateway').createCounter('gateway.policies.undecided', {
  description: 'Policies that were denied because nothing could decide over them, by reason',
});

/**
 * Makes the port. A name is looked up in the settings, then among what is built in (`role:<role>`, `tier:<tier>`,
 * `tenant:<id>`, `tenant:any` for whoever belongs to an organisation), then given to `decidePolicy`.
 */
export function createPolicyPort({ policies, decidePolicy, timeoutMs }: PolicyOptions): PolicyPort {
  const named = new Map(Object.entries(policies));
  const deny = createDeny();
  return (policy, identity) => {
    const known = decideHere(named, policy, identity);
    if (known !== undefined) return known;
    if (!decidePolicy) return deny(policy, 'unknown');
    return askWithin(decidePolicy, policy, identity, timeoutMs).then(
      (answer) => answer ?? deny(policy, 'unknown'),
      (error: unknown) => deny(policy, 'failed', error),
    );
  };
}

function decideHere(named: ReadonlyMap<string, PolicyTerms>, policy: string, identity: Identity): boolean | undefined {
  const terms = named.get(policy);
  if (terms) return identity.kind === 'user' && fits(terms, identity);
  const colon = policy.indexOf(':');
  const [relation, value] = [policy.slice(0, colon), policy.slice(colon + 1)];
  const user = identity.kind === 'user' ? identity : undefined;
  if (relation === 'role') return user?.roles.some((role) => role === value) ?? false;
  if (relation === 'tier') return user?.tier === value;
  if (relation === 'tenant') return user !== undefined && (value === 'any' || user.tenantId === value);
  return undefined;
}

function fits({ roles, tiers, tenants, scopes }: PolicyTerms, user: UserIdentity): boolean {
  if (!roles && !tiers && !tenants && !scopes) return false;
  return (
    (roles?.some((role) => user.roles.some((own) => own === role)) ?? true) &&
    (tiers?.includes(user.tier) ?? true) &&
    (tenants?.includes(user.tenantId) ?? true) &&
    (scopes?.every((scope) => user.scopes.includes(scope)) ?? true)
  );
}

/** Anything but true is no: a function of somebody else's may answer what it likes. */
async function askWithin(
  decidePolicy: DecidePolicy,
  policy: string,
  identity: Identity,
  timeoutMs: number,
): Promise<boolean | undefined> {
  const abort = new AbortController();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  try {
    const answer = await Promise.race([decidePolicy(policy, identity, abort.signal), late.promise]);
    return answer === undefined ? undefined : answer === true;
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

type Deny = (policy: string, reason: 'unknown' | 'failed', error?: unknown) => false;

/** Every denial is counted; the log tells of each policy once, or a wrong name in a schema would fill it. */
function createDeny(): Deny {
  const logged = new Set<string>();
  return (policy, reason, error) => {
    undecided.add(1, { reason });
    const key = `${reason} ${policy}`;
    if (!logged.has(key) && logged.size < maxNamesLogged) {
      logged.add(key);
      log.warn({ policy, err: error }, reason === 'unknown' ? 'policy unknown: denied' : 'policy failed: denied');
    }
    return false;
  };
}
