import { resolve } from 'node:path';
import { createBacking } from './backing.ts';
import { type Given, type Ports, readGiven } from './config.ts';
import { type Guard, startGuard } from './guard/guard.ts';
import { claim, lock, unlock } from './lock.ts';
import { choosePorts } from './ports.ts';
import { signalGroup } from './process/pid.ts';
import type { Supervised } from './process/supervise.ts';
import { seedDemo } from './seed.ts';
import { serviceNames, services } from './services.ts';
import { startProcesses } from './start-processes.ts';
import { createFormatLine } from './terminal/log-line.ts';

export type PlatformOptions = {
  /** Everything that is kept between runs lies here. */
  readonly dataDir: string;
  /** Addresses given here are used instead of embedded parts; the rest is passed on to the services. */
  readonly env: NodeJS.ProcessEnv;
  /** `default` ones are always the same, or as the environment says; `free` ones disturb nobody. */
  readonly ports: 'default' | 'free';
  /** False for data that nobody needs after a crash of the machine: Postgres does not wait for the disk then. True when absent. */
  readonly durable?: boolean;
  /** A line of the log of any process, ready to be shown. */
  readonly log: (line: string) => void;
  readonly colours?: boolean;
  /** Stops a start that is under way. */
  readonly signal?: AbortSignal;
};

export type Platform = {
  readonly urls: { readonly gateway: string; readonly mailbox: string } & Readonly<Record<string, string>>;
  /** Services that are not ready for want of something, and that the rest runs without. */
  readonly off: readonly string[];
  process(name: string): PlatformProcess;
  /** Address of a database of the embedded Postgres; of `postgres` as its superuser. */
  databaseUrl(database: string): string | undefined;
  /** The number of every process that belongs to the platform now. */
  pids(): readonly number[];
  /** Stops everything in reverse within 30 s; what has not stopped by then is killed. */
  stop(): Promise<void>;
};

export type PlatformProcess = {
  /** Undefined while it is down. */
  readonly pid: number | undefined;
  /** Does to the process what `kill` does; one that ends is started again. */
  kill(signal: NodeJS.Signals): void;
  /** Kills it and leaves it down. */
  suspend(): Promise<void>;
  resume(): void;
};

const startMs = 120_000;
const stopMs = 30_000;

/** Starts every part whose address is not given, then every service, waits until all are ready, and adds the demo users. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { env } = options;
  const dataDir = resolve(options.dataDir);
  const given = readGiven(env);
  await claim(dataDir);
  const ports = await choosePorts(options.ports, env, given);
  const urls = urlsOf(ports, given);
  const format = createFormatLine(options.colours ?? false);
  const log = (name: string, line: string) => options.log(format(name, line));
  const deadline = AbortSignal.timeout(startMs);
  const signal = options.signal ? AbortSignal.any([options.signal, deadline]) : deadline;
  const guard = startGuard();
  const levels: Supervised[][] = [];
  const backing = createBacking({ dataDir, env, given, ports, durable: options.durable ?? true, guard, log });
  const stop = () => stopAll(levels, guard, dataDir);
  try {
    await lock(dataDir, guard.pid, urls);
    const off = await startProcesses({ dataDir, env, given, ports, guard, log, backing, levels, signal });
    await seedDemo(urls.gateway, signal);
    return {
      urls,
      off,
      process: (name) => processOf(find(levels, name)),
      databaseUrl: backing.databaseUrl,
      pids: () => [guard.pid, ...levels.flat().flatMap((one) => one.pid() ?? [])],
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function stopAll(levels: readonly Supervised[][], guard: Guard, dataDir: string): Promise<void> {
  const deadlineAt = Date.now() + stopMs;
  for (const level of levels.toReversed()) {
    await Promise.all(level.map((one) => one.stop(Math.max(deadlineAt - Date.now(), 1))));
  }
  await guard.stop();
  await unlock(dataDir);
}

function urlsOf(ports: Ports, given: Given): Platform['urls'] {
  const http = (port: number) => `http://localhost:${port}`;
  return {
    gateway: http(ports.GATEWAY_PORT),
    mailbox: given.SMTP_URL ? '' : http(ports.MAILBOX_PORT),
    ...Object.fromEntries(
      serviceNames.filter((name) => name !== 'gateway').map((name) => [name, http(ports[services[name].http])]),
    ),
  };
}

function processOf(supervised: Supervised): PlatformProcess {
  return {
    get pid() {
      return supervised.pid();
    },
    kill(signal) {
      const pid = supervised.pid();
      if (pid !== undefined) signalGroup(pid, signal);
    },
    suspend: supervised.suspend,
    resume: supervised.resume,
  };
}

function find(levels: readonly Supervised[][], name: string): Supervised {
  const found = levels.flat().find((one) => one.name === name);
  if (!found) throw new Error(`no process ${name}: there are ${levels.flat().map((one) => one.name)}`);
  return found;
}
