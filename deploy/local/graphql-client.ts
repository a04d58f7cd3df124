import { z } from 'zod';

/** The gateway answered with an error. */
export class GraphqlRefusal extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.name = 'GraphqlRefusal';
    this.code = code;
  }
}

export type Question = {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Access token; none asks as a stranger. */
  readonly token?: string | undefined;
  readonly signal?: AbortSignal | undefined;
};

const timeoutMs = 20_000;
const errorSchema = z.object({ message: z.string(), extensions: z.object({ code: z.string() }) });
const answerSchema = z.object({ data: z.unknown(), errors: z.array(errorSchema).optional() });

/**
 * Sends one operation to the gateway and reads its data by the schema.
 * @throws GraphqlRefusal with the first error's code when there is any error
 */
export async function askGateway<S extends z.ZodType>(
  gateway: string,
  shape: S,
  question: Question,
): Promise<z.output<S>> {
  const { query, variables, token, signal } = question;
  const timeout = AbortSignal.timeout(timeoutMs);
  const response = await fetch(`${gateway}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query, variables }),
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  });
  const { data, errors } = answerSchema.parse(await response.json());
  const [first] = errors ?? [];
  if (first) throw new GraphqlRefusal(first.extensions.code, first.message);
  return shape.parse(data);
}
