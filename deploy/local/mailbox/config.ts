import { hostField, portField, readEnvironment } from '@fiscal/kit';
import { z } from 'zod';

const environment = z.object({
  HOST: hostField,
  MAILBOX_SMTP_PORT: portField,
  MAILBOX_PORT: portField,
  MAILBOX_DIR: z.string(),
});

/** Reads and checks the environment; every fault is reported at once. */
export function readConfig(env: NodeJS.ProcessEnv): z.output<typeof environment> {
  return readEnvironment(environment, env);
}
