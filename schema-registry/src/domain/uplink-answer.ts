/** Codes of Uplink's errors: all but `RETRY_LATER` end a router of Apollo's. */
export type FetchErrorCode = 'AUTHENTICATION_FAILED' | 'ACCESS_DENIED' | 'UNKNOWN_REF' | 'RETRY_LATER';

/** What a router is to run. */
export type RouterConfigResult = {
  readonly __typename: 'RouterConfigResult';
  readonly id: string;
  readonly supergraphSDL: string;
  readonly minDelaySeconds: number;
  readonly messages: readonly [];
  readonly signature: string | null;
};

/** A licence, which only Apollo could give: there is none, so its routers run what is free. */
export type RouterEntitlementsResult = {
  readonly __typename: 'RouterEntitlementsResult';
  readonly id: string;
  readonly minDelaySeconds: number;
  readonly entitlement: null;
};

/** The persisted queries of a variant: `chunks` null where no list is linked to it. */
export type PersistedQueriesResult = {
  readonly __typename: 'PersistedQueriesResult';
  readonly id: string;
  readonly minDelaySeconds: number;
  readonly chunks: readonly { readonly id: string; readonly urls: readonly string[] }[] | null;
};

/** The router has it already. */
export type Unchanged = { readonly __typename: 'Unchanged'; readonly id: string; readonly minDelaySeconds: number };

/** Why a router gets nothing. */
export type FetchError = {
  readonly __typename: 'FetchError';
  readonly code: FetchErrorCode;
  readonly message: string;
  readonly minDelaySeconds: number;
};

/** An answer, and what stands for it when the router has it already. */
export type Served<T extends { readonly id: string; readonly minDelaySeconds: number }> = {
  readonly result: T;
  readonly unchanged: Unchanged;
};

/** Seconds between two polls, unless the variant says otherwise. */
export const usualDelaySeconds = 10;

/** Makes an answer that can be given again and again: what is rendered of it is found by its identity. */
export function serve<T extends { readonly id: string; readonly minDelaySeconds: number }>(result: T): Served<T> {
  const { id, minDelaySeconds } = result;
  return { result, unchanged: { __typename: 'Unchanged', id, minDelaySeconds } };
}

/** Errors, one of each code: a fault of the key or the reference is not mended within a minute's polls. */
export const fetchErrors: Readonly<Record<FetchErrorCode | 'NO_LAUNCH', FetchError>> = {
  AUTHENTICATION_FAILED: fetchError('AUTHENTICATION_FAILED', 'the key opens nothing', 30),
  ACCESS_DENIED: fetchError('ACCESS_DENIED', 'the key is not for this graph', 30),
  UNKNOWN_REF: fetchError('UNKNOWN_REF', 'there is no such graph and variant', 30),
  NO_LAUNCH: fetchError('RETRY_LATER', 'the variant has no supergraph yet', usualDelaySeconds),
  RETRY_LATER: fetchError('RETRY_LATER', 'the registry cannot answer now', usualDelaySeconds),
};

function fetchError(code: FetchErrorCode, message: string, minDelaySeconds: number): FetchError {
  return { __typename: 'FetchError', code, message, minDelaySeconds };
}
