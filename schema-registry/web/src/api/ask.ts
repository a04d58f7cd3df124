/** What the registry said no to; `code` as its README lists them. */
export class RegistryError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'RegistryError';
    this.code = code;
  }
}

type Answer = {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
};

const timeoutMs = 30_000;

/**
 * Asks the registry by GraphQL, as whoever is signed in.
 * @throws RegistryError with the code of the first error; `UNREACHABLE` when there was no answer.
 */
export async function ask<T>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<T> {
  const answer = (await send('/graphql', 'POST', { query, variables })) as Answer;
  const [error] = answer.errors ?? [];
  if (error) throw new RegistryError(error.extensions?.code ?? 'UNKNOWN', error.message);
  // The caller's type says what its own query selects.
  return answer.data as T;
}

/** Sends JSON to one of the registry's own addresses. @throws RegistryError as `ask` does. */
export async function send(path: string, method: string, body?: unknown): Promise<unknown> {
  const response = await fetch(path, {
    method,
    // No other site can set this header, so none can act for who is signed in.
    headers: { 'content-type': 'application/json', 'x-registry-page': '1' },
    body: body === undefined ? null : JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((cause: unknown) => {
    throw new RegistryError('UNREACHABLE', `the registry does not answer: ${String(cause)}`);
  });
  const json: unknown = await response.json().catch(() => ({}));
  if (!response.ok) throw refusalOf(json, response.status);
  return json;
}

function refusalOf(json: unknown, status: number): RegistryError {
  const [error] = (json as Answer).errors ?? [];
  return new RegistryError(error?.extensions?.code ?? `HTTP_${status}`, error?.message ?? `HTTP status ${status}`);
}
