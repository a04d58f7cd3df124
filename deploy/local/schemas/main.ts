import { readEnvironment } from '@fiscal/kit';
import { z } from 'zod';
import { publishSchemas } from './publish-schemas.ts';

// Publishes the house's schemas to the registry, and ends.
const { REGISTRY_URL, REGISTRY_KEY, REGISTRY_GRAPH_REF } = readEnvironment(
  z.object({
    REGISTRY_URL: z.url({ protocol: /^https?$/ }),
    REGISTRY_KEY: z.string(),
    REGISTRY_GRAPH_REF: z.string(),
  }),
  process.env,
);
const target = { url: REGISTRY_URL, key: REGISTRY_KEY, ref: REGISTRY_GRAPH_REF };

try {
  const launch = await publishSchemas(new URL('../../../rover.yaml', import.meta.url), target);
  console.log(launch === undefined ? 'The schemas are as they were.' : `Launch ${launch} of ${target.ref} is served.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
