import { UsageError } from './arguments.ts';
import type { GitContext } from './git-context.ts';
import type { Registry } from './registry.ts';

/** Where the registry is, and who asks. */
export type Target = { readonly url: string; readonly key: string; readonly ref: string };

/** What every command works with. */
export type Session = {
  /** `graph@variant` */
  readonly ref: string;
  readonly registry: Registry;
  readonly git: GitContext;
  print(line: string): void;
};

/**
 * Reads from the environment where to ask; `APOLLO_REGISTRY_URL` is that of rover, which ends with `/graphql`.
 * @throws UsageError that names what is not set.
 */
export function readTarget(env: NodeJS.ProcessEnv, ref = env.APOLLO_GRAPH_REF): Target {
  const url = env.FISCAL_REGISTRY_URL || env.APOLLO_REGISTRY_URL?.replace(/\/graphql\/?$/, '');
  const key = env.APOLLO_KEY;
  if (!url || !URL.canParse(url)) throw new UsageError('FISCAL_REGISTRY_URL is not the address of a registry');
  if (!key) throw new UsageError('APOLLO_KEY is not set');
  if (!ref) throw new UsageError('say which graph: --ref graph@variant, or APOLLO_GRAPH_REF');
  return { url, key, ref: ref.includes('@') ? ref : `${ref}@current` };
}
