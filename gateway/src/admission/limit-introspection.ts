import { invalidOperation } from '../answer.ts';
import type { Known, Stage } from '../request.ts';

/** Who may ask for the schema. */
export type WhoIntrospects = 'everyone' | 'nobody' | { readonly roles: readonly string[] };

/** Refuses questions about the schema to those who may not ask them, with `INTROSPECTION_OFF`. */
export function createLimitIntrospection(who: WhoIntrospects): Stage<Known> {
  return (next) => (request) => {
    if (who === 'everyone' || !request.document.facts.introspects) return next(request);
    const { identity } = request.caller;
    const roles: readonly string[] = identity.kind === 'user' ? identity.roles : [];
    if (who !== 'nobody' && roles.some((role) => who.roles.includes(role))) return next(request);
    return invalidOperation(request, [{ code: 'INTROSPECTION_OFF', message: 'the schema is not shown here' }]);
  };
}
