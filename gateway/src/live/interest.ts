import { hash } from 'node:crypto';
import { requireUser, type UserIdentity } from '@fiscal/kit';
import type { Ready } from '../request.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Bound } from './cursor.ts';
import type { LiveField } from './declaration/field.ts';

/** What one subscription listens to, by the graph and the claims of now. */
export type Interest = Bound & {
  readonly field: LiveField;
  readonly args: Readonly<Record<string, unknown>>;
  readonly caller: UserIdentity;
  /** Whose events they are. */
  readonly tenant: string;
  /** The same for all to whom every event comes to the same. */
  readonly sharing: string;
};

/** The header of events that are nobody's (`noTenant`). */
const nobodys = '-';

/**
 * Makes what reads a request's interest; `passedOn` names the headers that subgraphs get to see. Undefined when its field
 * is not fed by events. Errors: Refusal `UNAUTHENTICATED`, `BAD_USER_INPUT`.
 */
export function createReadInterest(passedOn: readonly string[]) {
  return (request: Ready): Interest | undefined => {
    const { facts } = request.document;
    const field = request.graph.liveFields.get(facts.subscriptionField ?? '');
    if (!field) return undefined;
    const caller = requireUser(request.caller.identity);
    const args = request.executable.rootArguments(request.variables);
    const topics = field.topics(args);
    const tenant = field.isPublic ? nobodys : caller.tenantId;
    const asked = [facts.name, facts.signature, request.variables, field.name, topics, tenant, caller.tenantId];
    const binding = hash('sha256', canonicalJson(asked));
    return { field, args, caller, tenant, topics, binding, sharing: sharingOf(request, field, binding, passedOn) };
  };
}

/**
 * What the event alone answers is the same for all who may see the same of it; what subgraphs are asked for depends on
 * everything they are told of the caller.
 */
function sharingOf(request: Ready, field: LiveField, binding: string, passedOn: readonly string[]): string {
  const { executable, granted, labels, caller, headers } = request;
  const claims = executable.followsUp || field.looksAtCaller ? canonicalJson(caller.identity) : '';
  const seen = executable.followsUp ? passedOn.map((name) => headers[name] ?? null) : [];
  return JSON.stringify([binding, granted, [...labels].sort(), claims, seen]);
}
