import { hostField, portField, readEnvironment } from '@fiscal/kit';
import { z } from 'zod';

const environment = z.object({ HOST: hostField, HTTP_PORT: portField });

/** Reads and checks the environment; every fault is reported at once. */
export function readConfig(env: NodeJS.ProcessEnv): z.output<typeof environment> {
  return readEnvironment(environment, env);
}
