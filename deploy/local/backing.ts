import { join } from 'node:path';
import type { Given, Ports } from './config.ts';
import type { Guard } from './guard/guard.ts';
import { type Cluster, startCluster } from './postgres/cluster.ts';
import { startNode } from './process/node-process.ts';
import type { Program, Running } from './process/supervise.ts';
import type { Addresses } from './services.ts';

/** The databases by the variable that gives their address. */
const databases = {
  AUTH_DATABASE_URL: 'auth',
  INVOICE_0_DATABASE_URL: 'invoice_0',
  INVOICE_1_DATABASE_URL: 'invoice_1',
  NOTIFICATION_DATABASE_URL: 'notification',
  REGISTRY_DATABASE_URL: 'registry',
} as const;

const host = '127.0.0.1';

type Context = {
  readonly dataDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly given: Given;
  readonly ports: Ports;
  readonly durable: boolean;
  readonly guard: Guard;
  readonly log: (name: string, line: string) => void;
};

/** What the services stand on. */
export type Backing = {
  readonly programs: readonly Program[];
  addresses(): Addresses;
  /** Of the embedded Postgres; of `postgres` as its superuser. */
  databaseUrl(database: string): string | undefined;
};

/** The embedded parts, each only where no address is given. The addresses are known once the programs have started. */
export function createBacking(context: Context): Backing {
  const { dataDir, given, ports, env } = context;
  let cluster: Cluster | undefined;
  const wanted = wantedDatabases(given);
  const programs: Program[] = [];
  if (wanted.length > 0) {
    const launch = async () => {
      cluster = await launchPostgres(
        context,
        wanted.map((name) => databases[name]),
      );
      return runningPostgres(cluster);
    };
    programs.push({ name: 'postgres', launch });
  }
  if (!given.KAFKA_BROKERS) programs.push(brokerProgram(context));
  if (!given.SMTP_URL) programs.push(mailboxProgram(context));
  return {
    programs,
    databaseUrl: (database) => cluster?.url(database),
    addresses: () => ({
      databases: Object.fromEntries(wanted.map((name) => [name, cluster?.url(databases[name]) ?? ''])),
      brokers: given.KAFKA_BROKERS ?? `${host}:${ports.BROKER_PORT}`,
      smtpUrl: given.SMTP_URL ?? `smtp://${host}:${ports.MAILBOX_SMTP_PORT}`,
      blobDir: env.BLOB_DIR || join(dataDir, 'blobs'),
      chdbDir: env.CHDB_DIR || join(dataDir, 'chdb'),
      launchFile: join(dataDir, 'supergraph-launch.json'),
    }),
  };
}

/** The shards of invoice stand together: where the first is given, all are. */
function wantedDatabases(given: Given): (keyof typeof databases)[] {
  const invoice = given.INVOICE_0_DATABASE_URL ? [] : (['INVOICE_0_DATABASE_URL', 'INVOICE_1_DATABASE_URL'] as const);
  return [
    ...(given.AUTH_DATABASE_URL ? [] : (['AUTH_DATABASE_URL'] as const)),
    ...invoice,
    ...(given.NOTIFICATION_DATABASE_URL ? [] : (['NOTIFICATION_DATABASE_URL'] as const)),
    ...(given.REGISTRY_DATABASE_URL ? [] : (['REGISTRY_DATABASE_URL'] as const)),
  ];
}

async function launchPostgres(context: Context, names: readonly string[]): Promise<Cluster> {
  const { dataDir, ports, durable, guard, log } = context;
  const cluster = await startCluster({
    dataDir: join(dataDir, 'postgres'),
    port: ports.POSTGRES_PORT,
    durable,
    guard,
    log: (line) => log('postgres', line),
  });
  for (const name of names) await cluster.createDatabase(name);
  return cluster;
}

function runningPostgres(cluster: Cluster): Running {
  return {
    pid: cluster.pid,
    exited: cluster.exited.then((how) => ({ code: null, how })),
    async stop(budgetMs) {
      if (budgetMs > 0) return cluster.stop();
      process.kill(cluster.pid, 'SIGKILL');
      await cluster.exited;
    },
  };
}

function brokerProgram({ dataDir, env, ports, guard, log }: Context): Program {
  const own = { BROKER_DIR: join(dataDir, 'broker'), BROKER_PORT: String(ports.BROKER_PORT) };
  return nodeProgram('broker', 'deploy/local/broker/main.ts', { ...env, ...own }, guard, log);
}

function mailboxProgram({ dataDir, env, ports, guard, log }: Context): Program {
  const own = {
    MAILBOX_DIR: join(dataDir, 'mailbox'),
    MAILBOX_SMTP_PORT: String(ports.MAILBOX_SMTP_PORT),
    MAILBOX_PORT: String(ports.MAILBOX_PORT),
  };
  return nodeProgram('mailbox', 'deploy/local/mailbox/main.ts', { ...env, ...own }, guard, log);
}

/** A program of ours: TypeScript under this Node, named in its logs. */
export function nodeProgram(
  name: string,
  file: string,
  env: NodeJS.ProcessEnv,
  guard: Guard,
  log: (name: string, line: string) => void,
  args: readonly string[] = [],
): Program {
  const named = { ...env, SERVICE_NAME: name, HOST: host };
  return { name, launch: () => startNode({ file, args, env: named, guard, log: (line) => log(name, line) }) };
}
