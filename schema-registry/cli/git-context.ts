import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The checkout that a command is run in; what is not known is null. */
export type GitContext = {
  readonly branch: string | null;
  readonly commit: string | null;
  readonly committer: string | null;
  readonly message: string | null;
  readonly remoteUrl: string | null;
};

const run = promisify(execFile);
const timeoutMs = 10_000;

/** Reads what git knows of the current folder; rover's own `APOLLO_VCS_…` variables win, as CI checks out no branch. */
export async function readGitContext(env: NodeJS.ProcessEnv): Promise<GitContext> {
  const [branch, commit, committer, message, remoteUrl] = await Promise.all([
    git('symbolic-ref', '--short', 'HEAD'),
    git('rev-parse', 'HEAD'),
    git('log', '-1', '--format=%an <%ae>'),
    git('log', '-1', '--format=%s'),
    git('remote', 'get-url', 'origin'),
  ]);
  return {
    branch: env.APOLLO_VCS_BRANCH || branch,
    commit: env.APOLLO_VCS_COMMIT || commit,
    committer: env.APOLLO_VCS_AUTHOR || committer,
    message,
    remoteUrl: env.APOLLO_VCS_REMOTE_URL || withoutCredentials(remoteUrl),
  };
}

async function git(...args: string[]): Promise<string | null> {
  const result = await run('git', args, { timeout: timeoutMs }).catch(() => undefined);
  return result?.stdout.trim() || null;
}

function withoutCredentials(remote: string | null): string | null {
  return remote?.replace(/^(\w+:\/\/)[^@/]+@/, '$1') ?? null;
}
