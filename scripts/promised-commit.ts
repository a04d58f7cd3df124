import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..');
const run = promisify(execFile);
const timeoutMs = 30_000;

/** The commit whose contracts are promised: where this branch left `origin/main` or, on it, the one before; none on a shallow clone. */
export async function promisedCommit(): Promise<string | undefined> {
  const [head, fork] = [await git('rev-parse', 'HEAD'), await git('merge-base', 'HEAD', 'origin/main')];
  const commit = fork && fork !== head ? fork : 'HEAD~1';
  return (await git('cat-file', '-t', `${commit}:buf.yaml`)) && commit;
}

async function git(...args: string[]): Promise<string | undefined> {
  const result = await run('git', args, { cwd: root, timeout: timeoutMs }).catch(() => undefined);
  return result?.stdout.trim();
}
