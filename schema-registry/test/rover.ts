import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** Where npm puts rover's binary: the package of this machine's system. */
export const roverFolder = fileURLToPath(
  new URL(`../../node_modules/@apollo/rover-${process.platform}-${process.arch}`, import.meta.url),
);
const binary = join(roverFolder, 'rover');
const timeoutMs = 60_000;

/** What rover did. */
export type RoverRun = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Runs the real rover against a registry; `input` is what it reads where a schema is `-`, `settings` its environment. */
export async function runRover(
  { url, key }: { readonly url: string; readonly key: string },
  args: readonly string[],
  input = '',
  settings: NodeJS.ProcessEnv = {},
): Promise<RoverRun> {
  const home = await mkdtemp(join(tmpdir(), 'rover-'));
  try {
    const rover = spawn(binary, args, {
      cwd: home,
      timeout: timeoutMs,
      env: {
        PATH: process.env.PATH,
        HOME: home,
        APOLLO_HOME: home,
        APOLLO_CONFIG_HOME: home,
        APOLLO_REGISTRY_URL: `${url}/graphql`,
        APOLLO_KEY: key,
        APOLLO_TELEMETRY_DISABLED: '1',
        APOLLO_ROVER_SKIP_UPDATE: '1',
        NO_COLOR: '1',
        ...settings,
      },
    });
    rover.stdin.on('error', () => undefined).end(input);
    const exit = new Promise<number | null>((resolve, reject) => {
      rover.on('error', reject);
      rover.on('close', resolve);
    });
    const [code, stdout, stderr] = await Promise.all([exit, text(rover.stdout), text(rover.stderr)]);
    return { code, stdout, stderr };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
