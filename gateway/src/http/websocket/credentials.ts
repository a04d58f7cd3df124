import { log, Refusal } from '@fiscal/kit';
import type { Authenticate } from '../../admission/authenticate.ts';
import type { Caller } from '../../request.ts';
import { type Closing, closings } from './close.ts';

/** Who is at the other end of a connection, and the token that says so. */
export type Visitor = { readonly authorization: string | undefined; readonly caller: Caller };

/** Clients write the parameter as they write the header. What is no text is no good token. */
export function authorizationIn(parameters: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const [, value] = Object.entries(parameters ?? {}).find(([name]) => name.toLowerCase() === 'authorization') ?? [];
  return value === undefined || typeof value === 'string' ? value : 'not a text';
}

/** Lets in anybody without a token, and those whose token is good; a closing says why not. */
export async function admit(
  authenticate: Authenticate,
  authorization: string | undefined,
): Promise<Visitor | { readonly refused: Closing }> {
  try {
    return { authorization, caller: await authenticate(authorization) };
  } catch (error) {
    return { refused: closingFor(error) };
  }
}

/** Clients come back after 1013, and after 4403 with another token. */
function closingFor(error: unknown): Closing {
  if (error instanceof Refusal) return error.kind === 'unauthenticated' ? closings.forbidden : closings.tryAgainLater;
  log.error({ err: error }, 'a token could not be checked');
  return closings.failed;
}

/** Whether two tokens are of one user in one organisation. */
export function isSamePerson({ identity: one }: Caller, { identity: other }: Caller): boolean {
  if (one.kind !== 'user' || other.kind !== 'user') return false;
  return one.userId === other.userId && one.tenantId === other.tenantId;
}
