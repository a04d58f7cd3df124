import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const builder = fileURLToPath(new URL('../../../schema-registry/web/build.ts', import.meta.url));
const timeoutMs = 60_000;

/** Builds the registry's page unless it is built already, in a process of its own. Errors: what the build says. */
export async function buildPage(signal: AbortSignal): Promise<void> {
  await promisify(execFile)(process.execPath, [builder], { signal, timeout: timeoutMs });
}
