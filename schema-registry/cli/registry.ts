import { z } from 'zod';
import type { Target } from './config.ts';

/** Asks the registry. Both throw an Error with what the registry says where it refuses. */
export type Registry = {
  /** Gets, or with a body posts, JSON. */
  rest<S extends z.ZodType>(path: string, shape: S, body?: object): Promise<z.output<S>>;
  query<S extends z.ZodType>(query: string, variables: object, shape: S): Promise<z.output<S>>;
};

// Longer than the registry gives a check.
const timeoutMs = 300_000;
const refusal = z.object({ errors: z.array(z.object({ message: z.string() })).min(1) });

/** Makes what asks a registry. */
export function openRegistry({ url, key }: Target): Registry {
  const request = async (path: string, body?: object): Promise<unknown> => {
    const address = new URL(path, url.endsWith('/') ? url : `${url}/`);
    const response = await fetch(address, {
      headers: { 'content-type': 'application/json', 'x-api-key': key, 'apollographql-client-name': 'fiscal' },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw new Error(`${address.origin} does not answer: ${reasonOf(cause)}`, { cause });
    });
    const answer: unknown = await response.json().catch(() => undefined);
    const refused = refusal.safeParse(answer);
    if (refused.success) throw new Error(messagesOf(refused.data));
    if (!response.ok) throw new Error(`${address.href} answers ${response.status}`);
    return answer;
  };
  return {
    rest: async (path, shape, body) => read(shape, await request(path, body)),
    async query(query, variables, shape) {
      const { data } = read(z.object({ data: z.unknown() }), await request('graphql', { query, variables }));
      return read(shape, data);
    },
  };
}

function messagesOf({ errors }: z.output<typeof refusal>): string {
  return errors.map(({ message }) => message).join('\n');
}

function read<S extends z.ZodType>(shape: S, value: unknown): z.output<S> {
  const { data, error } = shape.safeParse(value);
  if (error) throw new Error(`the registry answers what is not expected:\n${z.prettifyError(error)}`);
  return data;
}

function reasonOf(cause: unknown): string {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  return inner instanceof Error ? inner.message : String(inner);
}
