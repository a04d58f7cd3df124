/** What stands behind a command, as it is written; each command reads what it knows. */
export type Arguments = {
  readonly positionals: readonly string[];
  readonly all?: boolean | undefined;
  readonly together?: boolean | undefined;
  readonly subgraph?: readonly string[] | undefined;
  readonly config?: string | undefined;
  readonly reason?: string | undefined;
  readonly fingerprint?: readonly string[] | undefined;
  readonly expires?: string | undefined;
  readonly first?: string | undefined;
  readonly json?: boolean | undefined;
};

/** The command is not one that there is; the process ends with 2. */
export class UsageError extends Error {}

/**
 * The one word that a command is about.
 * @throws UsageError where there is none, or more.
 */
export function requireOne({ positionals }: Arguments, what: string): string {
  const [word, ...more] = positionals;
  if (word === undefined || more.length > 0) throw new UsageError(`say which ${what}`);
  return word;
}
