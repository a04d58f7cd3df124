import { type HttpHandler, Refusal, sendJson } from '@fiscal/kit';
import { z } from 'zod';
import { type Authenticate, keyOf } from '../access/authenticate.ts';
import type { Caller } from '../domain/access.ts';
import { type GraphRef, parseRef } from '../domain/ref.ts';
import type { ProposeContracts } from '../use-cases/checks/propose-contracts.ts';
import { readJson } from './read-json.ts';

/** A service's contracts as JSON: `.proto` texts by path, JSON Schemas by file name. */
export const contractFields = {
  protos: z.record(z.string(), z.string()).nullish(),
  events: z.record(z.string(), z.unknown()).nullish(),
};

const shape = z.object({
  ref: z.string(),
  subgraph: z.string(),
  commit: z.string().min(1).max(200),
  ...contractFields,
});

/**
 * `POST /api/contracts`: what a commit proposes of a service's other contracts, handed in before its check, so that rover's
 * check of that commit looks at them, too.
 */
export function createProposeContractsDoor(authenticate: Authenticate, propose: ProposeContracts): HttpHandler {
  return async (request, response) => {
    const caller = await requireCaller(authenticate, keyOf(request.headers));
    const { ref, subgraph, commit, protos = null, events = null } = await readJson(request, shape);
    await propose(caller, { ...requireRef(ref), subgraph }, commit, { protos, events });
    sendJson(response, 200, { ref, subgraph, commit });
  };
}

/**
 * The reference that a text is.
 * @throws Refusal `REF_INVALID`
 */
export function requireRef(text: string): GraphRef {
  const ref = parseRef(text);
  if (!ref) throw new Refusal('invalid', 'REF_INVALID', `${JSON.stringify(text.slice(0, 200))} is no graph@variant`);
  return ref;
}

/**
 * Who asks.
 * @throws Refusal `UNAUTHENTICATED`
 */
export async function requireCaller(authenticate: Authenticate, key: string | undefined): Promise<Caller> {
  const caller = await authenticate(key);
  if (!caller) throw new Refusal('unauthenticated', 'UNAUTHENTICATED', 'x-api-key is missing or opens nothing');
  return caller;
}
