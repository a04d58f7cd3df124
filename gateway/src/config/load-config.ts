import { readFileSync } from 'node:fs';
import { ConfigError } from '@fiscal/kit';
import { type Config, readConfig } from './read-config.ts';

const usualFile = 'router.yaml';

/**
 * Reads the settings of a process: from the file of that name, or what `ROUTER_CONFIG` names, or `router.yaml` if it is
 * there, and from the environment, which wins.
 * @throws ConfigError naming every fault.
 */
export function loadConfig(env: NodeJS.ProcessEnv, file: string | undefined): Config {
  const named = file ?? (env.ROUTER_CONFIG || undefined);
  return readConfig(env, readText(named ?? usualFile, named !== undefined));
}

function readText(path: string, isNeeded: boolean): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !isNeeded) return '';
    throw new ConfigError([`${path} cannot be read: ${code}`]);
  }
}
