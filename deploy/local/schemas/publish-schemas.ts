import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { readServices } from '../../../schema-registry/cli/services.ts';

type Target = {
  /** Where the registry is. */
  readonly url: string;
  /** A key that may publish. */
  readonly key: string;
  /** `graph@variant` */
  readonly ref: string;
};

const timeoutMs = 60_000;
const answerSchema = z.object({
  launch: z
    .object({ number: z.number(), status: z.string(), errors: z.array(z.object({ message: z.string() })) })
    .nullish(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});

/**
 * Publishes all subgraphs of a `rover.yaml` at once, with what else their services promise, so that there is one launch of all of them or none. Gives the
 * number of the launch, or undefined where nothing has changed. Errors: an Error that says what is wrong with them.
 */
export async function publishSchemas(
  config: URL,
  { url, key, ref }: Target,
  signal: AbortSignal = AbortSignal.timeout(timeoutMs),
): Promise<number | undefined> {
  const subgraphs = await readServices({ positionals: [], all: true, config: fileURLToPath(config) });
  const response = await fetch(new URL('/api/publish', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify({ ref, subgraphs }),
    signal,
  });
  const { launch, errors = [] } = answerSchema.parse(await response.json());
  const faults = launch?.status === 'failed' ? launch.errors : errors;
  if (faults.length > 0) throw new Error(faults.map(({ message }) => message).join('\n'));
  return launch?.number;
}
