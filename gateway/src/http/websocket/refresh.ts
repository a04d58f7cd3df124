import type { Authenticate } from '../../admission/authenticate.ts';
import type { Caller } from '../../request.ts';
import { type Closing, closings } from './close.ts';
import { admit, isSamePerson, type Visitor } from './credentials.ts';

export type RefreshOptions = {
  readonly authenticate: Authenticate;
  readonly visitor: () => Visitor | undefined;
  /** Has the connection, and what runs on it, go on as another visitor. Errors: Refusal `FORBIDDEN`. */
  readonly replace: (visitor: Visitor) => Promise<void>;
  readonly pong: (payload: Readonly<Record<string, unknown>>) => void;
  readonly close: (closing: Closing) => void;
};

/**
 * Makes what takes another token while the connection is open: of the same user and organisation, or it is closed with
 * 4403. Of tokens that come while one is checked the last one counts.
 */
export function createRefresh(options: RefreshOptions): (authorization: string) => Promise<void> {
  let waiting: string | undefined;
  let isBusy = false;
  return async (authorization) => {
    waiting = authorization;
    if (isBusy) return;
    isBusy = true;
    while (waiting !== undefined) {
      const each: string = waiting;
      waiting = undefined;
      await refresh(each, options);
    }
    isBusy = false;
  };
}

async function refresh(authorization: string, { authenticate, visitor, replace, pong, close }: RefreshOptions) {
  const known = visitor();
  if (!known) return close(closings.unauthorized);
  const admitted = await admit(authenticate, authorization);
  if ('refused' in admitted) {
    // While tokens cannot be checked, the one there is counts.
    if (admitted.refused === closings.tryAgainLater) return pong({ error: { code: 'AUTH_UNAVAILABLE' } });
    return close(admitted.refused);
  }
  if (!isSamePerson(known.caller, admitted.caller) || !(await isTaken(replace, admitted))) {
    return close(closings.forbidden);
  }
  pong(validity(admitted.caller) ?? {});
}

async function isTaken(replace: RefreshOptions['replace'], visitor: Visitor): Promise<boolean> {
  try {
    await replace(visitor);
    return true;
  } catch {
    return false;
  }
}

/** Until when a caller's token is good, as clients are told; undefined for those without one. */
export function validity({ expiresAt }: Caller): { readonly expiresAt: number } | undefined {
  return expiresAt === undefined ? undefined : { expiresAt };
}
