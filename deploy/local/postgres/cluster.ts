import { createHmac } from 'node:crypto';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { type Guard, startGuard } from '../guard/guard.ts';
import { initialise } from './initialise.ts';
import { stopOrphan } from './orphan.ts';
import { type Postmaster, spawnPostmaster } from './postmaster.ts';

/** A running PostgreSQL of its own, listening on 127.0.0.1 only. */
export type Cluster = {
  /** Address of a database as its owner; of `postgres` as the superuser. */
  url(database: string): string;
  /** Creates a database and the role of the same name that owns it, no superuser. Does nothing where they are. */
  createDatabase(name: string): Promise<void>;
  readonly pid: number;
  /** When the postmaster has ended, asked to or not; says how. */
  readonly exited: Promise<string>;
  stop(): Promise<void>;
};

export type ClusterOptions = {
  /** Kept between runs; created when absent. */
  readonly dataDir: string;
  readonly port: number;
  /** Survives a crash of the machine; without it commits do not wait for the disk, and survive one of Postgres alone. */
  readonly durable: boolean;
  /** What Postgres writes, a line at a time. */
  readonly log?: (line: string) => void;
  /** Ends Postgres when this process dies; one of its own when left out. */
  readonly guard?: Guard;
};

const restartWindowMs = 10_000;
const superuser = 'postgres';

/**
 * Starts PostgreSQL on `dataDir`, first stopping a postmaster that an earlier run left there. A start that fails is
 * tried again for about 10 s: after a crash the old server's processes need a moment to let go of its memory.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const dataDir = resolve(options.dataDir);
  const { pgData, password, account, postgres } = await initialise(dataDir);
  await stopOrphan(pgData);
  const guard = options.guard ?? startGuard();
  const postmaster = await startWithin(restartWindowMs, async () => {
    const child = spawnPostmaster({ ...options, pgData, postgres, account });
    try {
      await untilAnswers(child, addressOf(superuser, password, options.port), 30_000);
      return child;
    } catch (error) {
      await child.stop();
      throw error;
    }
  });
  guard.watch(postmaster.pid, 'SIGINT');
  void postmaster.exited.then(() => guard.forget(postmaster.pid));

  function url(database: string): string {
    return addressOf(database, database === superuser ? password : passwordOf(database, password), options.port);
  }
  return {
    url,
    createDatabase: (name) => createDatabase(url(superuser), name, passwordOf(name, password)),
    pid: postmaster.pid,
    exited: postmaster.exited,
    async stop() {
      await postmaster.stop();
      if (!options.guard) await guard.stop();
    },
  };
}

async function startWithin<T>(windowMs: number, attempt: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + windowMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(500);
    }
  }
}

async function untilAnswers(child: Postmaster, url: string, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  const gone = child.exited.then((how) => {
    throw new Error(`Postgres did not start (${how}): ${child.lastWords()}`);
  });
  gone.catch(() => {});
  for (;;) {
    try {
      await Promise.race([asSuperuser(url, (client) => client.query('select 1')), gone]);
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await Promise.race([delay(50), gone]);
    }
  }
}

async function createDatabase(url: string, name: string, password: string): Promise<void> {
  const identifier = pg.escapeIdentifier(name);
  await asSuperuser(url, async (client) => {
    const role = await client.query('select from pg_roles where rolname = $1', [name]);
    const verb = role.rowCount ? 'alter' : 'create';
    await client.query(`${verb} role ${identifier} login nosuperuser password ${pg.escapeLiteral(password)}`);
    const database = await client.query('select from pg_database where datname = $1', [name]);
    if (!database.rowCount) await client.query(`create database ${identifier} owner ${identifier}`);
  });
}

async function asSuperuser<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

function addressOf(name: string, password: string, port: number): string {
  return `postgres://${encodeURIComponent(name)}:${password}@127.0.0.1:${port}/${encodeURIComponent(name)}`;
}

/** A password per role out of the one that is kept, so that one database's address does not open another. */
function passwordOf(name: string, password: string): string {
  return createHmac('sha256', password).update(name).digest('hex');
}
