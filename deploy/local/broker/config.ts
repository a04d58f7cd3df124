import { z } from 'zod';
import type { BrokerOptions } from './index.ts';

const environment = z.object({
  BROKER_DIR: z.string().min(1),
  HOST: z.string().min(1).default('127.0.0.1'),
  BROKER_PORT: z.coerce.number().int().min(0).max(65535).default(4192),
});

/** Reads the environment of the process; throws naming every fault at once. */
export function readBrokerConfig(env: NodeJS.ProcessEnv): Omit<BrokerOptions, 'log'> {
  const { BROKER_DIR, HOST, BROKER_PORT } = environment.parse(env);
  return { dir: BROKER_DIR, host: HOST, port: BROKER_PORT };
}
