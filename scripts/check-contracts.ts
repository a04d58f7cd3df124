import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { promisedCommit } from './promised-commit.ts';

const root = join(import.meta.dirname, '..');
const run = promisify(execFile);

/** Holds the gRPC contracts, as they lie in the folder, against those of the commit. Gives buf's complaints. */
async function breaksSince(commit: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fiscal-contracts-'));
  try {
    const before = join(folder, 'before.tar');
    const files = ['buf.yaml', ':(glob)**/*.proto'];
    await run('git', ['archive', '--format=tar', '-o', before, commit, ...files], { cwd: root, timeout: 30_000 });
    return await run('buf', ['breaking', '--against', before], { cwd: root, timeout: 60_000 }).then(
      () => '',
      ({ stdout, stderr, message }) => stdout || stderr || message,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const commit = await promisedCommit();
if (commit === undefined) {
  console.log('skipped: breaking changes of gRPC contracts (there is no earlier commit here to hold them against)');
} else {
  const breaks = await breaksSince(commit);
  if (breaks !== '') {
    console.error(`${breaks.trimEnd()}\nThese changes break clients of ${commit}: add a new version beside the old.`);
    process.exitCode = 1;
  }
}
