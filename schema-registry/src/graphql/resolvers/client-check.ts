import { Refusal } from '@fiscal/kit';
import { may } from '../../domain/access.ts';
import type { ClientOperation } from '../../domain/client-check/validate-operations.ts';
import type { Graph } from '../../domain/graph.ts';
import type { Lint } from '../../use-cases/checks/lint.ts';
import type { ValidateClient } from '../../use-cases/checks/validate-client.ts';
import { lintResult } from './check-tasks.ts';
import type { Field, ResolverMap } from './resolver-map.ts';

type ClientArgs = {
  readonly tag?: string | null;
  readonly operations: readonly { readonly name?: string | null; readonly body: string }[];
};
type LintArgs = { readonly sdl: string; readonly baseSdl?: string | null };

/** `client check` and `lint`, which answer at once and leave nothing behind. */
export function createClientCheckResolvers(validate: ValidateClient, lint: Lint): ResolverMap {
  const validateOperations: Field<Graph, ClientArgs> = async ({ id: graphId }, { tag, operations }, { caller }) => {
    const ref = { graphId, variant: tag ?? 'current' };
    const given = operations.map(({ name = null, body }): ClientOperation => ({ name, body }));
    return { validationResults: await validate(caller, ref, given) };
  };
  const lintSchema: Field<Graph, LintArgs> = async ({ id: graphId }, { sdl, baseSdl = null }, { caller }) => {
    if (!may(caller, 'read', { graphId }))
      throw new Refusal('forbidden', 'FORBIDDEN', `this key may not lint ${graphId}`);
    return lintResult(await lint({ graphId, sdl, baseSdl }), () => null);
  };
  return { GraphMutation: { validateOperations, lintSchema } };
}
