import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
const timeoutMs = 60_000;

/** What the command did. */
export type FiscalRun = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs `fiscal` in a folder, as a process; `env` is all of its environment beside the path. */
export function runFiscal(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<FiscalRun> {
  return new Promise((resolve) => {
    const options = { cwd, env: { PATH: process.env.PATH, ...env }, timeout: timeoutMs };
    execFile(process.execPath, [script, ...args], options, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr });
    });
  });
}
