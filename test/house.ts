import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Platform, startPlatform } from '../deploy/local/platform.ts';
import { isAlive } from '../deploy/local/process/pid.ts';

/** The whole platform on free ports and a folder of its own. */
export type House = Platform & {
  readonly dataDir: string;
  /** The newest lines of all processes' logs. */
  readonly lines: readonly string[];
  /** Stops everything and gives the processes that are left, which must be none. */
  close(): Promise<number[]>;
};

const keptLines = 20_000;

/** Starts the house; `env` is added to what the services see. When the start fails, the error ends with the log. */
export async function openHouse(env: NodeJS.ProcessEnv = {}): Promise<House> {
  const dataDir = await mkdtemp(join(tmpdir(), 'house-'));
  // Where root runs the tests, Postgres runs as another user, who must be let in.
  await chmod(dataDir, 0o711);
  const lines: string[] = [];
  const log = (line: string) => {
    lines.push(line);
    if (lines.length > keptLines) lines.shift();
  };
  // The tests' own quiet and database are not the house's.
  const { LOG_LEVEL: _quiet, TEST_POSTGRES_URL: _url, ...inherited } = process.env;
  const settings = { ...inherited, RATE_LIMIT_ANONYMOUS: '600', ...env };
  const options = { dataDir, env: settings, ports: 'free', durable: false, log } as const;
  const platform = await startPlatform(options).catch((error: unknown) => {
    throw new Error(`the house does not stand:\n${lines.slice(-60).join('\n')}`, { cause: error });
  });
  return {
    ...platform,
    dataDir,
    lines,
    async close() {
      const pids = platform.pids();
      await platform.stop();
      await rm(dataDir, { recursive: true, force: true });
      return pids.filter(isAlive);
    },
  };
}
